using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Seckill.Host.Tests.Testing;

/// <summary>
/// The OpenAPI document that the host serves, held against every answer that any test gets: a status, content type, code or member
/// that the document does not know fails the test that met it.
/// </summary>
public sealed class ApiDocument
{
    private readonly List<Operation> _operations;
    private readonly SchemaRules _schemas;

    public ApiDocument(JsonNode document)
    {
        Json = document;
        _schemas = new SchemaRules(document);
        _operations =
        [
            .. from path in document["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               select new Operation(operation.Key.ToUpperInvariant(), path.Key, operation.Value!),
        ];
    }

    public JsonNode Json { get; }

    /// <summary>Every operation as <c>METHOD /path/{parameter}</c>.</summary>
    public IEnumerable<string> Operations => _operations.Select(operation => $"{operation.Method} {operation.Template}");

    /// <summary>The operations that take a body.</summary>
    public IEnumerable<string> OperationsWithBody => from operation in _operations
        where operation.Json["requestBody"] is not null
        select $"{operation.Method} {operation.Template}";

    /// <summary>Whether an operation, as <see cref="Operations"/> has it, is for callers with a token only.</summary>
    public bool NeedsToken(string name) => _operations
        .Single(operation => $"{operation.Method} {operation.Template}" == name).Json["security"]?.AsArray().Count > 0;

    /// <summary>Everything in which an answer differs from the document and from what the contract says of all answers.</summary>
    public IReadOnlyList<string> FindFaults(string method, string path, Received answer)
    {
        var faults = answer.Status >= 400 ? ProblemRules.FindFaults(answer, hasBody: method != "HEAD").ToList() : [];
        if (answer.Headers.GetValueOrDefault("X-Content-Type-Options") != "nosniff") faults.Add("an answer says that its content is not to be guessed");
        var operation = _operations.Find(one => one.Method == method && one.Covers(path));
        if (operation is not null) faults.AddRange(FindFaults(operation, answer));
        else if (answer.Status is not (404 or 405)) faults.Add("an operation that the document does not describe answers");
        return faults;
    }

    /// <summary>Everything in which a value differs from one of the document's schemas.</summary>
    public IReadOnlyList<string> FindFaults(string schemaName, JsonNode value) =>
        _schemas.FindFaults(Json["components"]!["schemas"]![schemaName]!, value);

    private List<string> FindFaults(Operation operation, Received answer)
    {
        var response = operation.Json["responses"]![answer.Status.ToString(CultureInfo.InvariantCulture)];
        if (response is null) return [$"{operation.Method} {operation.Template} does not describe {answer.Status}"];
        var faults = (response["headers"]?.AsObject() ?? []).Where(header => !answer.Headers.ContainsKey(header.Key))
            .Select(header => $"the described header {header.Key} is missing").ToList();
        if (response["content"]?.AsObject() is not { } content)
        {
            if (answer.Text.Length > 0) faults.Add("a body is not described");
            return faults;
        }

        var contentType = answer.ContentType?.Split(';')[0] ?? "";
        if (content[contentType] is not { } described) faults.Add($"the content type {contentType} is not described");
        else if (contentType.EndsWith("json", StringComparison.Ordinal)) faults.AddRange(FindFaults(described, answer));
        return faults;
    }

    private IEnumerable<string> FindFaults(JsonNode described, Received answer)
    {
        foreach (var fault in _schemas.FindFaults(described["schema"]!, answer.Json)) yield return fault;
        if (answer.Status >= 400 && described["examples"]?[answer.Code!] is null) yield return $"the code {answer.Code} is not described";
    }

    private sealed record Operation(string Method, string Template, JsonNode Json)
    {
        private readonly Regex _path = new(
            "^" + Regex.Replace(Template, @"\{[^}]+\}", "[^/]+") + "$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

        public bool Covers(string path) => _path.IsMatch(path.Split('?')[0]);
    }
}
