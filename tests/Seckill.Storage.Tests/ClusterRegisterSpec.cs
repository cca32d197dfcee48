using Seckill.Storage.Founding;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

public sealed class SqliteClusterRegisterTests() : ClusterRegisterSpec(() => Task.FromResult<StoreHome>(new SqliteHome()));

[Collection(PostgresTests.Name)]
public sealed class PostgresClusterRegisterTests(PostgresFixture postgres)
    : ClusterRegisterSpec(() => PostgresHome.CreateAsync(postgres.Server));

public abstract class ClusterRegisterSpec(Func<Task<StoreHome>> createHome) : StorageSpec(createHome)
{
    private static readonly string[] Members = ["akka.tcp://seckill@127.0.0.11:4053#-5", "akka.tcp://seckill@[::1]:4053#7"];

    private ClusterRegister Register => new(Stores.Tables);

    [SkippableFact]
    public async Task At_first_there_has_never_been_a_cluster()
    {
        var record = await Register.ReadAsync(None);

        record.Beat.ShouldBe(0);
        record.Members.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task What_was_written_is_read_and_counted()
    {
        var before = await Register.ReadAsync(None);

        (await Register.TryWriteAsync(before, Members, None)).ShouldBeTrue();

        var after = await Register.ReadAsync(None);
        after.Beat.ShouldBe(before.Beat + 1);
        after.Members.ShouldBe(Members);
    }

    [SkippableFact]
    public async Task Who_has_not_seen_the_latest_writes_nothing()
    {
        var old = await Register.ReadAsync(None);
        await Register.TryWriteAsync(old, Members, None);

        (await Register.TryWriteAsync(old, ["akka.tcp://seckill@127.0.0.12:4053#1"], None)).ShouldBeFalse();

        (await Register.ReadAsync(None)).Members.ShouldBe(Members);
    }

    [SkippableFact]
    public async Task Of_many_that_found_at_once_one_may()
    {
        using var other = Home.Open();
        ClusterRegister[] nodes = [Register, new(other.Tables)];
        var seen = await Register.ReadAsync(None);

        var rights = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => nodes[n % 2].TryWriteAsync(seen, [$"node-{n}#1"], None)));

        rights.Count(right => right).ShouldBe(1);
        var winner = Array.IndexOf(rights, true);
        (await Register.ReadAsync(None)).Members.ShouldBe([$"node-{winner}#1"]);
    }
}
