namespace Seckill.Domain.Collections;

internal sealed partial class RadixArray<T>
{
    /// <summary>A mutable array. It copies what it shares with immutable arrays once, before the first change.</summary>
    public sealed class Builder
    {
        private RadixArray<T> _published;
        private object? _maker;
        private TreeNode? _root;
        private int _shift;

        internal Builder(RadixArray<T> origin) => (_published, _root, _shift) = (origin, origin._root, origin._shift);

        /// <summary>Marks the nodes that this builder made. Created on demand: most batches do not change every collection.</summary>
        private object Maker => _maker ??= new object();

        /// <summary>The entry with this number; null for a hole. Setting null makes a hole.</summary>
        /// <exception cref="ArgumentOutOfRangeException">An entry is set at a number below 0.</exception>
        public T? this[long number]
        {
            get => Find(_root, _shift, number);
            set
            {
                ArgumentOutOfRangeException.ThrowIfNegative(number);
                while (number >>> _shift >= Slots.Size) Grow();
                _root = Set(_root, _shift, number, value);
            }
        }

        /// <summary>The current array. Later changes of this builder do not affect it.</summary>
        public RadixArray<T> ToImmutable()
        {
            // From now on this builder may not change the nodes it has made so far either.
            _maker = null;
            return _published = ReferenceEquals(_root, _published._root) ? _published : new RadixArray<T>(_root, _shift);
        }

        private void Grow()
        {
            _shift += Slots.Bits;
            if (_root is null) return;
            var higher = new TreeNode(Maker);
            higher.Children[0] = _root;
            _root = higher;
        }

        private TreeNode? Set(TreeNode? branch, int shift, long number, T? value)
        {
            var place = Slots.PlaceOf(number, shift);
            var before = branch is null ? null : branch.Children[place];
            object? after = shift == 0 ? value : before is null && value is null ? null : Set((TreeNode?)before, shift - Slots.Bits, number, value);
            if (ReferenceEquals(before, after)) return branch;
            var own = branch?.OwnedBy(Maker) ?? new TreeNode(Maker);
            own.Children[place] = after;
            return after is null && own.IsEmpty ? null : own;
        }
    }
}
