using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Access;

/// <summary>A start that cannot go well ends at once, and says what to do.</summary>
public sealed class SettingsSpec
{
    private static readonly Dictionary<string, string> Complete = new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["Seckill__Auth__SigningKey"] = "a signing key of the tests, at least 32 bytes",
        ["Seckill__Auth__Issuer"] = "the tests",
        ["Seckill__Auth__Audience"] = "the host",
        ["Seckill__Payments__Provider"] = "sandbox",
        ["Seckill__Payments__WebhookSecret"] = "whsec_c2lnbnMgd2ViaG9va3Mgb2YgdGVzdHMgYW5kIG9mIG5vIG9uZSBlbHNl",
    };

    /// <summary>Settings that are spoilt, and what the message must name.</summary>
    public static TheoryData<string, string> Spoilt => new()
    {
        {
            """
            Seckill__Auth__SigningKey=too short
            Seckill__Payments__WebhookSecret=whsec_not base64
            Seckill__Limits__RequestTimeoutMs=0
            Seckill__Limits__BuyerBurst=-1
            Seckill__Cluster__Port=65536
            Seckill__Storage__Provider=mysql
            """,
            "Seckill:Auth:SigningKey,Seckill:Payments:WebhookSecret,RequestTimeoutMs,BuyerBurst,Port,Seckill:Storage:Provider"
        },
        {
            """
            Seckill__Auth__SigningKey=seckill-development-key-that-everybody-may-know
            Seckill__Payments__WebhookSecret=c2hvcnQ=
            Seckill__Storage__Provider=postgres
            """,
            "Seckill:Auth:SigningKey,Seckill:Payments:WebhookSecret,Seckill:Storage:ConnectionString"
        },
        { "Seckill__Storage__ConnectionString=Host=127.0.0.1", "Seckill:Storage:ConnectionString" },
        { "Seckill__Limits__RequestTimeoutMs=soon", "RequestTimeoutMs" },
        { "Seckill__Limits__EventsPerSecondMax=99", "EventsPerSecondMax" },
        { "Seckill__Limits__EventsPerSecondMax=100\nSeckill__Limits__EventStreamsMax=1001", "EventStreamsMax,EventsPerSecondMax" },
        { "Seckill__Limits__ChallengeLifetimeSeconds=60\nSeckill__Limits__ChallengeLeadSeconds=31", "ChallengeLeadSeconds,ChallengeLifetimeSeconds" },
        { "Seckill__Limits__ChallengeMaxNumber=10000001", "ChallengeMaxNumber" },
        { "Seckill__Management__ConnectionsPerAddressMax=-1", "ConnectionsPerAddressMax" },
        { "Seckill__Cluster__SeedNodes__0=127.0.0.1:4053\nSeckill__Cluster__SeedNodes__1=127.0.0.1", "Seckill:Cluster:SeedNodes" },
        { "Seckill__Cluster__SeedNodes__0=akka.tcp://seckill@127.0.0.1:4053", "Seckill:Cluster:SeedNodes" },
        { "Seckill__Cluster__SeedNodes__0=127.0.0.1:0", "Seckill:Cluster:SeedNodes" },
        { "Seckill__Cluster__Roles__0=king", "Seckill:Cluster:Roles" },
        { "Seckill__Cluster__Roles__0=web", "Seckill:Cluster:Roles" },
        { "Seckill__Cluster__BindPort=0", "BindPort" },
        { "Seckill__Limits__ConsoleStreamsMax=0\nSeckill__Limits__CostlyCommandsMax=101", "ConsoleStreamsMax,CostlyCommandsMax" },
        { "Seckill__Pbm__Port=9110", "Seckill:Pbm is set,-p:PetabridgeCmd=true" },
        { "Seckill__Payments__Provider=", "Seckill:Payments:Provider is missing" },
        { "Seckill__Payments__Provider=stripe", "Seckill:Payments:Provider is 'stripe',Set it to 'sandbox'" },
        {
            "Seckill__Payments__WebhookSecret=any other text\nSeckill__Payments__WebhookSecrets__0=c2hvcnQ=",
            "Seckill:Payments:WebhookSecret is not base64,openssl rand -base64 32,Seckill:Payments:WebhookSecrets:0 is too short"
        },
        {
            """
            Seckill__Payments__WebhookSecrets__0=AAECAwQFBgcICQoLDA0ODxAREhM=
            Seckill__Payments__WebhookSecrets__1=AAECAwQFBgcICQoLDA0ODxAREhQ=
            Seckill__Payments__WebhookSecrets__2=AAECAwQFBgcICQoLDA0ODxAREhU=
            Seckill__Payments__WebhookSecrets__3=AAECAwQFBgcICQoLDA0ODxAREhY=
            """,
            "Seckill:Payments:WebhookSecrets: at most 4"
        },
        { "Seckill__Cluster__Hostname=0.0.0.0", "Seckill:Cluster:Tls,Seckill:Cluster:AllowUnauthenticatedPeers=true" },
        { "Seckill__Cluster__BindHostname=node1", "Seckill:Cluster:Tls" },
        { "Seckill__Cluster__Tls__Certificate=/nowhere/node.crt", "Seckill:Cluster:Tls:Key is missing" },
        { "Seckill__Cluster__Tls__Certificate=/nowhere/node.pfx", "Seckill:Cluster:Tls:Certificate: '/nowhere/node.pfx' cannot be used" },
        { "Seckill__Limits__DrainMs=-1", "DrainMs" },
        { "Seckill__Telemetry__TraceRatio=0.5", "Seckill:Telemetry:OtlpEndpoint is missing,traces would go nowhere" },
        { "Seckill__Telemetry__TraceRatio=often", "TraceRatio" },
        { "Seckill__Telemetry__TraceRatio=2\nSeckill__Telemetry__OtlpEndpoint=http://127.0.0.1:4318", "TraceRatio" },
        { "Seckill__Telemetry__OtlpEndpoint=collector", "Seckill:Telemetry:OtlpEndpoint is 'collector',http://collector:4318" },
        { "Seckill__Telemetry__OtlpProtocol=udp", "Seckill:Telemetry:OtlpProtocol is 'udp',Set it to 'http/protobuf' or 'grpc'" },
        { "Seckill__Switches__event-streams=maybe", "Seckill:Switches:event-streams is 'maybe'; allowed: on or off" },
        { "Seckill__Switches__streams=off", "Seckill:Switches:streams names no switch,event-streams" },
        { "Seckill__Switches__gateway-queue=5", "Seckill:Switches:gateway-queue is no option: set Seckill:Limits:GatewayQueueMax instead" },
        {
            "Seckill__Limits__PaymentInquiryPatienceMs=1999",
            "Seckill:Limits:PaymentInquiryPatienceMs is less than Seckill:Limits:PaymentInquiryTimeoutMs"
        },
        {
            "Seckill__Limits__EndedReservationsFree=51\nSeckill__Limits__EndedReservationsMax=50",
            "Seckill:Limits:EndedReservationsFree is more than Seckill:Limits:EndedReservationsMax"
        },
        { "Seckill__Limits__CoolDownSeconds=3601", "CoolDownSeconds" },
        { "Seckill__Auth__Authority=http://id.shop.example", "Seckill:Auth:Authority is 'http://id.shop.example',https://" },
        { "Seckill__Auth__Authority=https://user@id.shop.example/?a=b", "Seckill:Auth:Authority" },
        { "Seckill__Auth__Authority=the tests", "Seckill:Auth:Authority,Seckill:Auth:Issuer is the address of an identity provider" },
        {
            """
            Seckill__Auth__Authority=https://id.shop.example/
            Seckill__Auth__AuthorityAudience=
            Seckill__Auth__SubjectClaim=
            Seckill__Auth__RoleClaim=
            Seckill__Auth__OperatorRole=
            Seckill__Auth__LifetimeSecondsMax=59
            Seckill__Auth__SessionSeconds=86401
            Seckill__Auth__Operators__Authority=https://id.shop.example
            Seckill__Auth__Operators__LifetimeSecondsMax=31536001
            """,
            "Seckill:Auth:AuthorityAudience,Seckill:Auth:SubjectClaim,Seckill:Auth:RoleClaim,Seckill:Auth:OperatorRole,Seckill:Auth:LifetimeSecondsMax,"
            + "Seckill:Auth:SessionSeconds,Seckill:Auth:Operators:Authority is the same,Seckill:Auth:Operators:LifetimeSecondsMax"
        },
        {
            """
            Seckill__Auth__SigningKeys__0=too short
            Seckill__Auth__SigningKeys__1=seckill-development-key-that-everybody-may-know
            Seckill__Auth__SigningKeys__2=a third key that is certainly long enough for the hash
            Seckill__Auth__SigningKeys__3=a fourth key that is certainly long enough for the hash
            """,
            "Seckill:Auth:SigningKeys:0 is too short,Seckill:Auth:SigningKeys:1 is the public development key,Seckill:Auth:SigningKeys: at most 4"
        },
        {
            """
            Seckill__Limits__SessionsPerSecondMax=-1
            Seckill__Limits__IdentityTimeoutMs=99
            Seckill__Limits__IdentityPauseMs=99
            Seckill__Limits__IdentityKeysSeconds=9
            """,
            "SessionsPerSecondMax,IdentityTimeoutMs,IdentityPauseMs,IdentityKeysSeconds"
        },
        {
            """
            Seckill__Limits__ReconciliationSettleSeconds=-1
            Seckill__Limits__ReconciliationTimeoutMs=99
            Seckill__Limits__ReconciliationRowsPerSecond=-1
            Seckill__Limits__ReconciliationEverySeconds=0
            Seckill__Limits__ReconciliationRecheckSeconds=0
            """,
            "ReconciliationSettleSeconds,ReconciliationTimeoutMs,ReconciliationRowsPerSecond,ReconciliationEverySeconds,ReconciliationRecheckSeconds"
        },
        { "Seckill__PublicUrl=shop.example", "Seckill:PublicUrl" },
        { "Seckill__PublicUrl=https://user@shop.example/?a=b", "Seckill:PublicUrl" },
        { "AllowedHosts=https://shop.example", "AllowedHosts" },
        { "Seckill__Docs__Enabled=perhaps", "Seckill:Docs:Enabled" },
        { "Seckill__Management__Url=5081", "Seckill:Management:Url" },
        { "Seckill__Management__ConnectionsMax=0", "ConnectionsMax" },
        { "Seckill__Management__FirstByteTimeoutMs=-1", "FirstByteTimeoutMs" },
        { "Seckill__Management__Url=http://127.0.0.1:0", "Seckill:Management:Url" },
        { "Kestrel__Endpoints__A__Url=http://*:5999\nSeckill__Management__Url=http://127.0.0.1:5999", "Seckill:Management:Url" },
        { "Seckill__Cors__Origins__0=*", "Seckill:Cors:Origins" },
        { "Seckill__Cors__Origins__0=https://shop.example\nSeckill__Cors__Origins__1=https://shop.example/", "Seckill:Cors:Origins" },
        { "Seckill__Cors__Origins__0=shop.example", "Seckill:Cors:Origins" },
        { "Seckill__Cors__Origins__0=https://*.shop.example", "Seckill:Cors:Origins" },
        { "Seckill__Cors__Origins__0=https://user@shop.example", "Seckill:Cors:Origins" },
        { "Seckill__Cors__Origins__0=file:///", "Seckill:Cors:Origins" },
        { "Seckill__Cors__Origins__0=null", "Seckill:Cors:Origins" },
    };

    [Fact]
    public async Task Production_without_settings_names_every_missing_one()
    {
        var output = await FailAsync(new() { ["ASPNETCORE_ENVIRONMENT"] = "Production" });

        foreach (var option in (string[])["Auth:SigningKey", "Auth:Issuer", "Auth:Audience", "Payments:Provider", "Payments:WebhookSecret"])
            output.ShouldContain($"Seckill:{option} is missing");
    }

    [Theory]
    [MemberData(nameof(Spoilt))]
    public async Task Every_bad_setting_is_named(string spoilt, string named)
    {
        var settings = new Dictionary<string, string>(Complete);
        foreach (var line in spoilt.Split('\n', StringSplitOptions.TrimEntries))
        {
            var setting = line.Split('=', 2);
            settings[setting[0]] = setting[1];
        }

        var output = await FailAsync(settings);

        foreach (var option in named.Split(',')) output.ShouldContain(option);
    }

    private static async Task<string> FailAsync(Dictionary<string, string> settings)
    {
        await using var host = new HostProcess(settings);
        host.Start();

        (await host.WaitForExitAsync(TimeSpan.FromSeconds(60))).ShouldNotBe(0, host.Output);

        host.Output.ShouldNotContain("Unhandled exception");
        host.Output.ShouldNotContain("   at Seckill");
        Directory.Exists(Path.Combine(host.Directory, "data")).ShouldBeFalse("nothing is made before the settings are known to be good");
        return host.Output;
    }
}
