using Xunit;

// Each test has a cluster of three processes and a database; two at once would measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
