using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators;

/// <summary>The proof of an honest ledger over HTTP.</summary>
[Collection(OnOperatorsHost.Name)]
public sealed class VerifySpec(DevelopmentHost host)
{
    [Fact]
    public async Task A_ledger_is_intact_and_its_head_is_what_everybody_sees()
    {
        var item = await host.ListAsync();
        for (var n = 0; n < 5; n++) (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);

        var proof = (await VerifyAsync(item)).ShouldHaveStatus(200);

        ((bool)proof["intact"]!).ShouldBeTrue(proof.ToString());
        ((long)proof["entries"]!, (long)proof["headEntry"]!, (long)proof["chainedFrom"]!).ShouldBe((6, 6, 1));
        (proof["firstBroken"], proof["problem"]).ShouldBe((null, null));
        proof["restarts"]!.AsArray().ShouldBeEmpty();
        ((string)proof["head"]!).ShouldBe((string?)(await host.ItemAsync(item))["ledgerHash"]);
        proof["comparedWith"]!.AsArray().Select(known => (string)known!["source"]!).ShouldContain("item");
    }

    [Fact]
    public async Task Every_entry_gives_the_item_another_hash_and_every_answer_shows_it()
    {
        var item = await host.ListAsync();
        var first = (await host.ItemAsync(item)).ShouldHaveStatus(200);

        var paused = await host.Operator.SwitchAsync(item, "pause");
        var again = await host.Operator.SwitchAsync(item, "pause");

        var hashes = new[] { first, paused, await host.ItemAsync(item) }.Select(answer => (string?)answer["ledgerHash"]).ToArray();
        hashes.ShouldAllBe(hash => hash!.Length == 64);
        hashes[1].ShouldNotBe(hashes[0]);
        hashes[2].ShouldBe(hashes[1]);
        ((string?)again["ledgerHash"]).ShouldBe(hashes[1], "nothing was written");
    }

    [Fact]
    public async Task An_unknown_item_has_nothing_to_verify()
    {
        (await VerifyAsync("nobody-listed-this")).ShouldRefuseWith("item_not_found");
        (await VerifyAsync("NOT-AN-ID")).ShouldBlame("itemId");
    }

    [Fact]
    public async Task Only_an_operator_verifies_exports_and_lists()
    {
        var item = await host.ListAsync();
        foreach (var call in (string[])["verify", "winners", "orders"])
        {
            (await host.Nobody.GetAsync($"/api/admin/items/{item}/{call}")).ShouldRefuseWith("unauthenticated");
            (await host.NewBuyer().GetAsync($"/api/admin/items/{item}/{call}")).ShouldRefuseWith("forbidden");
        }
    }

    private Task<Received> VerifyAsync(string item) => host.Operator.GetAsync($"/api/admin/items/{item}/verify");
}
