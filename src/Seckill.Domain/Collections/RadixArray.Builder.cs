namespace Seckill.Domain.Collections;

internal sealed partial class RadixArray<T>
{
    /// <summary>An array that can be changed. What it shares with immutable arrays is copied before its first change, and only once.</summary>
    public sealed class Builder
    {
        private RadixArray<T> _published;
        private object? _maker;
        private FanBranch? _root;
        private int _shift;

        internal Builder(RadixArray<T> origin) => (_published, _root, _shift) = (origin, origin._root, origin._shift);

        /// <summary>Stands for this builder in all that it makes. Made when needed: most batches leave some collections alone.</summary>
        private object Maker => _maker ??= new object();

        /// <summary>What was put there; null for a hole. Setting null makes a hole.</summary>
        /// <exception cref="ArgumentOutOfRangeException">Something is put below 0.</exception>
        public T? this[long number]
        {
            get => Find(_root, _shift, number);
            set
            {
                ArgumentOutOfRangeException.ThrowIfNegative(number);
                while (number >>> _shift >= Fan.Size) Grow();
                _root = Set(_root, _shift, number, value);
            }
        }

        /// <summary>The array as it is now. Later changes of this builder do not show in it.</summary>
        public RadixArray<T> ToImmutable()
        {
            // From here on nothing made so far may be changed by this builder either.
            _maker = null;
            return _published = ReferenceEquals(_root, _published._root) ? _published : new RadixArray<T>(_root, _shift);
        }

        private void Grow()
        {
            _shift += Fan.Bits;
            if (_root is null) return;
            var higher = new FanBranch(Maker);
            higher.Ways[0] = _root;
            _root = higher;
        }

        private FanBranch? Set(FanBranch? branch, int shift, long number, T? value)
        {
            var place = Fan.PlaceOf(number, shift);
            var before = branch is null ? null : branch.Ways[place];
            object? after = shift == 0 ? value : before is null && value is null ? null : Set((FanBranch?)before, shift - Fan.Bits, number, value);
            if (ReferenceEquals(before, after)) return branch;
            var own = branch?.OwnedBy(Maker) ?? new FanBranch(Maker);
            own.Ways[place] = after;
            return after is null && own.IsEmpty ? null : own;
        }
    }
}
