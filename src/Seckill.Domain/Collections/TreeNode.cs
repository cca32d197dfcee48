namespace Seckill.Domain.Collections;

/// <summary>A node of a tree with up to 32 children. Its maker may change it until it is published; all others must copy it.</summary>
internal sealed class TreeNode(object maker)
{
    /// <summary>The child nodes; on the lowest level the tree's entries.</summary>
    public Slots<object?> Children;

    /// <summary>The builder's mark: only its holder may change this object.</summary>
    public object Maker { get; } = maker;

    /// <summary>Whether it has no children.</summary>
    public bool IsEmpty
    {
        get
        {
            foreach (var child in Children)
            {
                if (child is not null) return false;
            }

            return true;
        }
    }

    /// <summary>This node if it belongs to the maker; otherwise a copy that does.</summary>
    public TreeNode OwnedBy(object maker) => Maker == maker ? this : new TreeNode(maker) { Children = Children };
}
