namespace Seckill.Host.OpenApi;

/// <summary>Groups of operations.</summary>
internal static class Tag
{
    public const string Shoppers = "Shoppers";
    public const string Operators = "Operators";
    public const string PaymentProvider = "Payment provider";
    public const string Sandbox = "Sandbox payment provider";
    public const string Service = "Service";
    public const string Development = "Development";
}
