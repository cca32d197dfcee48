using System.Collections.Immutable;

namespace Seckill.Storage.Schema;

/// <summary>
/// Tables in one database that are brought up to date together, by the scripts of one folder. Version n of a part is the result of its
/// first n scripts. A released script never changes; the next change of the tables is one more script.
/// </summary>
internal sealed class SchemaPart
{
    private SchemaPart(string name, params ImmutableArray<Trace> traces)
    {
        (Name, Traces) = (name, traces);
        Scripts = SchemaScript.Load($"{name}/");
    }

    /// <summary>The journal.</summary>
    public static SchemaPart Ledger { get; } = new("ledger", new Trace("journal", "sequence_number"));

    /// <summary>Snapshots of items.</summary>
    public static SchemaPart Snapshots { get; } = new("snapshots", new Trace("snapshot", "sequence_number"));

    /// <summary>The tables derived from the ledger, which can be rebuilt at any time.</summary>
    public static SchemaPart ReadModel { get; } =
        new(
            "read-model", new Trace("projection_offset", "revision"), new Trace("items", "terms_revision"),
            new Trace("items", "chain_revision"), new Trace("operations", "operation_id"),
            new Trace("items", "image_url"), new Trace("items", "waiting_list"),
            new Trace("items", "campaign_limit"), new Trace("items", "challenge_required"), new Trace("items", "queue"));

    /// <summary>What operators tried and what changed nothing.</summary>
    public static SchemaPart Attempts { get; } = new("attempts", new Trace("operation_attempts", "operation_id"));

    /// <summary>Who is in the cluster.</summary>
    public static SchemaPart Register { get; } = new("register", new Trace("cluster_register", "beat"));

    /// <summary>The sandbox provider's payments.</summary>
    public static SchemaPart Payments { get; } =
        new(
            "payments", new Trace("sandbox_payments", "payment_id"), new Trace("sandbox_payments", "paid_at_ms"),
            new Trace("sandbox_payments", "changed_at_ms"));

    /// <summary>What the reconciliation in the background has found.</summary>
    public static SchemaPart Reconciliation { get; } = new("reconciliation", new Trace("reconciliation_round", "position"));

    /// <summary>All parts, in the order in which a starting node checks them.</summary>
    public static ImmutableArray<SchemaPart> All { get; } = [Ledger, Snapshots, ReadModel, Attempts, Register, Payments, Reconciliation];

    /// <summary>What the part is called in <c>schema_version</c>, and the folder of its scripts.</summary>
    public string Name { get; }

    /// <summary>
    /// One column that each version added. They identify the version of tables without a record in <c>schema_version</c>. The first also
    /// tells whether the tables exist at all.
    /// </summary>
    public ImmutableArray<Trace> Traces { get; }

    /// <summary>The scripts in order; the first creates version 1.</summary>
    public ImmutableArray<SchemaScript> Scripts { get; }

    /// <summary>The version that this program knows and needs.</summary>
    public int Newest => Scripts.Length;
}

/// <summary>A column that tells that a script has run.</summary>
internal readonly record struct Trace(string Table, string Column);
