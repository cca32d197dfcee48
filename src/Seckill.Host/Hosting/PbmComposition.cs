using Akka.Hosting;
#if PETABRIDGE_CMD
using Seckill.Pbm;
#endif

namespace Seckill.Host.Hosting;

/// <summary>The door for <c>pbm</c>, which only builds with <c>-p:PetabridgeCmd=true</c> have.</summary>
internal static class PbmComposition
{
#if PETABRIDGE_CMD
    public static void AddPbm(this WebApplicationBuilder builder) => builder.Services.AddSeckillPbm(builder.Configuration);

    public static AkkaConfigurationBuilder WithPbm(this AkkaConfigurationBuilder akka, IServiceProvider services) => akka.WithSeckillPbm(services);
#else
    private const string Section = "Seckill:Pbm";

    /// <summary>Settings of a door that is not there would let an operator wait for it in vain.</summary>
    public static void AddPbm(this WebApplicationBuilder builder)
    {
        var isSet = builder.Configuration.GetSection(Section).Exists();
        builder.Services.AddOptions<Absent>()
            .Validate(_ => !isSet, $"{Section} is set, but this build has no Petabridge.Cmd: build with -p:PetabridgeCmd=true, or remove the settings.")
            .ValidateOnStart();
    }

    public static AkkaConfigurationBuilder WithPbm(this AkkaConfigurationBuilder akka, IServiceProvider services)
    {
        _ = services;
        return akka;
    }

    private sealed class Absent;
#endif
}
