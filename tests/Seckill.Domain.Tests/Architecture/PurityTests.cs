using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using NetArchTest.Rules;
using Seckill.Domain.Items;

namespace Seckill.Domain.Tests.Architecture;

/// <summary>The domain is pure: it knows no framework, and reads neither a clock nor chance.</summary>
public sealed class PurityTests
{
    private static readonly string[] Frameworks =
    [
        "Akka", "Microsoft.AspNetCore", "Microsoft.Extensions", "Microsoft.Data", "Microsoft.EntityFrameworkCore", "System.Data",
        "System.Net", "System.IO", "Npgsql", "Dapper", "LinqToDB", "Google.Protobuf", "Serilog", "NLog", "OpenTelemetry", "System.Diagnostics.Metrics",
        "System.Diagnostics.Tracing", "Seckill.Actors", "Seckill.Storage", "Seckill.Operations", "Seckill.Host",
    ];

    /// <summary>What would make two runs of the same decision differ.</summary>
    private static readonly string[] Impurities =
    [
        "DateTime.get_Now", "DateTime.get_UtcNow", "DateTime.get_Today", "DateTimeOffset.get_Now", "DateTimeOffset.get_UtcNow",
        "TimeProvider.get_System", "Stopwatch.GetTimestamp", "Environment.get_TickCount", "Environment.get_TickCount64",
        "Guid.NewGuid", "Guid.CreateVersion7", "Random..ctor", "Random.get_Shared", "Thread.Sleep", "Task.Delay", "Console.WriteLine",
    ];

    private static readonly Assembly Domain = typeof(ItemState).Assembly;

    [Fact]
    public void The_domain_depends_on_no_framework()
    {
        var result = Types.InAssembly(Domain).ShouldNot().HaveDependencyOnAny(Frameworks).GetResult();

        (result.FailingTypeNames ?? []).ShouldBeEmpty();
        Domain.GetReferencedAssemblies().ShouldAllBe(assembly => assembly.Name!.StartsWith("System.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_dependency_on_a_framework_would_be_found() =>
        Types.InAssembly(typeof(PurityTests).Assembly).ShouldNot().HaveDependencyOnAny("Xunit").GetResult().IsSuccessful.ShouldBeFalse();

    [Fact]
    public void The_domain_reads_no_clock_and_no_chance() => Calls(Domain).Intersect(Impurities).ShouldBeEmpty();

    [Fact]
    public void A_call_of_a_clock_would_be_found()
    {
        Calls(typeof(PurityTests).Assembly).ShouldContain("DateTimeOffset.get_UtcNow");
        _ = DateTimeOffset.UtcNow;
    }

    [Fact]
    public void No_state_event_command_or_value_can_be_changed_once_made()
    {
        // Builders are made to be changed; nothing that leaves the domain is one.
        var setters = from type in Domain.GetTypes()
                      where type.IsVisible && type.Name != "Builder"
                      from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                      where property.SetMethod is { IsPublic: true } set && !set.ReturnParameter.GetRequiredCustomModifiers().Any(IsInit)
                      select $"{type.Name}.{property.Name}";
        var fields = from type in Domain.GetTypes()
                     where type.IsVisible && !type.IsEnum
                     from field in type.GetFields(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
                     where field is { IsInitOnly: false, IsLiteral: false }
                     select $"{type.Name}.{field.Name}";

        setters.Concat(fields).ShouldBeEmpty();
    }

    private static bool IsInit(Type modifier) => modifier.Name == "IsExternalInit";

    /// <summary>Every member of another assembly that this one uses, as <c>Type.Member</c>: all that its metadata lists.</summary>
    private static HashSet<string> Calls(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        var calls = new HashSet<string>();
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference) continue;
            var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
            calls.Add($"{metadata.GetString(type.Name)}.{metadata.GetString(member.Name)}");
        }

        return calls;
    }
}
