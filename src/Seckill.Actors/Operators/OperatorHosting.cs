using Microsoft.Extensions.DependencyInjection;

namespace Seckill.Actors.Operators;

/// <summary>Composes the operations log.</summary>
public static class OperatorHosting
{
    /// <summary>
    /// Adds <see cref="OperationLog"/> and what writes its tables. The caller adds <see cref="IOperationTables"/>, and the engine before.
    /// </summary>
    public static IServiceCollection AddOperationLog(this IServiceCollection services) =>
        services.AddSingleton<OperationLog>().AddHostedService<AttemptWriter>().AddHostedService<OperationBackfill>();
}
