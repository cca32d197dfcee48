namespace Seckill.Storage.Databases;

/// <summary>The few words in which SQLite and PostgreSQL differ.</summary>
/// <param name="Text">Type of text, compared by bytes, so that every node sorts alike.</param>
/// <param name="Integer">Type of 64-bit integers; instants are milliseconds since 1970-01-01T00:00:00Z.</param>
/// <param name="Flag">Type of booleans.</param>
/// <param name="Bytes">Type of byte strings.</param>
/// <param name="Identity">Type and constraints of a primary key that the database counts up.</param>
/// <param name="Strict">What follows a table's definition so that its types are enforced.</param>
/// <param name="Clustered">The same for a table that is best stored in the order of its key.</param>
/// <param name="SkipLocked">Ends a sub-query that locks rows for an update and leaves those of others alone.</param>
/// <param name="LockSchema">Keeps others from changing tables until the transaction ends; null where a writer is alone anyway.</param>
/// <param name="FindColumn">Yields a row if a table has a column.</param>
/// <param name="MayRecreate">Yields a row if this role may drop tables and make them anew, and nobody else has rights or views.</param>
/// <param name="CountFences">Counts the unique keys of the journal over persistence id and sequence number.</param>
/// <param name="Empty">Empties tables, given in the order in which writers lock them.</param>
/// <param name="Among">Compares what stands before it with all values of a parameter that is an array.</param>
/// <param name="Losable">
/// Makes the commit of the present transaction not wait for the disk; null where there is no such thing. A crash may lose the
/// transaction, whole: only for what is derived from the ledger, together with how far it has come.
/// </param>
/// <param name="ByIndex">
/// Follows a table's name and tells which index answers the query. SQLite keeps no statistics and may prefer the key; PostgreSQL decides by
/// its own.
/// </param>
internal sealed record Dialect(
    string Text, string Integer, string Flag, string Bytes, string Identity, string Strict, string Clustered, string SkipLocked,
    string? LockSchema, string FindColumn, Func<string[], string> MayRecreate, string CountFences,
    Func<string[], string> Empty, Func<string, string> Among, string? Losable,
    Func<string, string> ByIndex);
