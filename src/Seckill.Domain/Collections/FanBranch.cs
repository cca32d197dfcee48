namespace Seckill.Domain.Collections;

/// <summary>A level of a tree of fans. Who made it may change it until it is published; everybody else makes a copy.</summary>
internal sealed class FanBranch(object maker)
{
    /// <summary>Branches; on the lowest level what the tree holds.</summary>
    public Fan<object?> Ways;

    /// <summary>The builder's mark: only who holds it may change this object.</summary>
    public object Maker { get; } = maker;

    /// <summary>Whether nothing is below.</summary>
    public bool IsEmpty
    {
        get
        {
            foreach (var way in Ways)
            {
                if (way is not null) return false;
            }

            return true;
        }
    }

    /// <summary>This branch, if it is the maker's; else a copy that is.</summary>
    public FanBranch OwnedBy(object maker) => Maker == maker ? this : new FanBranch(maker) { Ways = Ways };
}
