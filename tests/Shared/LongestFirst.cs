using Xunit.Abstractions;

namespace Seckill.Testing;

/// <summary>Begins with the collections that take longest. A long one that began last would run alone at the end.</summary>
/// <remarks>A test project derives a class with its own names, and tells xunit of it with <see cref="Xunit.TestCollectionOrdererAttribute"/>.</remarks>
/// <param name="longest">Names of collections, or full names of classes that are one each, by what they took when last measured.</param>
public abstract class LongestFirst(params string[] longest) : Xunit.ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections.OrderBy(RankOf);

    private int RankOf(ITestCollection collection)
    {
        var rank = Array.FindIndex(longest, name => collection.DisplayName == name || collection.DisplayName == "Test collection for " + name);
        return rank < 0 ? longest.Length : rank;
    }
}
