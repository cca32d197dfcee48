using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators;

/// <summary>
/// The proof of ledgers that were tampered with, over HTTP and at the console. What else may be done to a ledger, and on which database, is
/// in the storage tests. The host is this class's own: rows that can no longer follow their ledger make lists of orders wait.
/// </summary>
public sealed class TamperedLedgerSpec(DevelopmentHost host) : IClassFixture<DevelopmentHost>
{
    [Theory]
    [InlineData("UPDATE journal SET message = CAST(substr(message, 1, 5) || x'00' || substr(message, 7) AS BLOB) WHERE persistence_id = @name AND sequence_number = 3", 3)]
    [InlineData("DELETE FROM journal WHERE persistence_id = @name AND sequence_number = 2", 2)]
    [InlineData("DELETE FROM journal WHERE persistence_id = @name AND sequence_number >= 3", 3)]
    public async Task A_ledger_that_was_tampered_with_under_a_live_item_is_found(string damage, long firstBroken)
    {
        var item = await host.ListAsync();
        for (var n = 0; n < 3; n++) (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
        var before = Scrape.Value(await Scrape.FreshAsync(host), "seckill_ledger_faults_total");

        host.Execute("ledger.db", damage, $"item-{item}");

        var proof = (await VerifyAsync(item)).ShouldHaveStatus(200);
        ((bool)proof["intact"]!).ShouldBeFalse();
        ((long?)proof["firstBroken"]).ShouldBe(firstBroken, proof.ToString());
        ((string?)proof["problem"]).ShouldNotBeNullOrEmpty();
        await Eventually.GetAsync(() => Scrape.ReadAsync(host), metrics => Scrape.Value(metrics, "seckill_ledger_faults_total") > before);
        host.Output.ShouldContain($"The ledger of {item} does not hold at entry {firstBroken}");
    }

    [Fact]
    public async Task An_inserted_entry_under_a_live_item_is_found()
    {
        var item = await host.ListAsync();
        (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);

        host.Execute(
            "ledger.db",
            "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid) "
            + "SELECT created, deleted, persistence_id, 3, message, tags, manifest, identifier, writer_uuid FROM journal "
            + "WHERE persistence_id = @name AND sequence_number = 2",
            $"item-{item}");

        ((long?)(await VerifyAsync(item)).ShouldHaveStatus(200)["firstBroken"]).ShouldBe(3);
    }

    [Fact]
    public async Task The_console_names_the_entry_that_was_changed()
    {
        var item = await host.ListAsync();
        for (var i = 0; i < 3; i++) (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
        var intact = await host.Operator.RunAsync($"item verify {item}");
        ((bool)intact.Cell(0, "intact")!, (long)intact.Cell(0, "entries")!).ShouldBe((true, 4));

        host.Execute("ledger.db", "UPDATE journal SET message = x'00' WHERE sequence_number = 3 AND persistence_id = 'item-' || @name", item);
        var broken = await host.Operator.RunAsync($"item verify {item}", exitCode: 1);

        ((bool)broken.Cell(0, "intact")!, (long)broken.Cell(0, "first broken")!).ShouldBe((false, 3));
        broken.Lines.ShouldHaveSingleItem().ShouldStartWith($"{item}, entry 3: ");
    }

    private Task<Received> VerifyAsync(string item) => host.Operator.GetAsync($"/api/admin/items/{item}/verify");
}
