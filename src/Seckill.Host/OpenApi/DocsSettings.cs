namespace Seckill.Host.OpenApi;

/// <summary>Whether the service describes itself (configuration section <c>Seckill:Docs</c>).</summary>
internal sealed class DocsSettings
{
    public const string Section = "Seckill:Docs";

    /// <summary>Serves <c>/openapi</c> and <c>/scalar</c>. By default only in Development.</summary>
    public bool? Enabled { get; set; }
}
