namespace Seckill.Docker.Tests.Testing;

/// <summary>A running sale, whatever it consists of.</summary>
public interface IShop
{
    /// <summary>An operator's token.</summary>
    string Operator { get; }

    /// <summary>A client of the sale. The caller closes it.</summary>
    SaleClient Client();

    /// <summary>A name that no other test uses.</summary>
    string NewName(string prefix);
}
