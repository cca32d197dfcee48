using System.Security.Cryptography.X509Certificates;
using Seckill.Actors.Trust;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Actors.Tests.Trust;

public sealed class ClusterCertificatesTests : IDisposable
{
    private readonly ClusterCa _old = new("old");
    private readonly ClusterCa _new = new("new");

    public void Dispose()
    {
        _old.Dispose();
        _new.Dispose();
    }

    [Fact]
    public void A_certificate_of_the_authority_is_let_in_and_nothing_else()
    {
        var certificates = Load(SettingsOf(_old, _old.AuthorityFile));

        certificates.WhyNot(_old.Issue("node2"), null).ShouldBeNull();
        certificates.WhyNot(null, null).ShouldNotBeNull();
        certificates.WhyNot(_new.Issue("node1"), null).ShouldNotBeNull("of another authority");
        certificates.WhyNot(Certificates.SelfSigned("node1"), null).ShouldNotBeNull("of nobody");
        certificates.WhyNot(_old.Issue("node1", hasExpired: true), null).ShouldNotBeNull("expired");
        certificates.WhyNot(_old.Issue("shop", isForServersOnly: true), null).ShouldNotBeNull("a web server's");
    }

    [Fact]
    public void While_authorities_are_exchanged_nodes_of_both_are_let_in()
    {
        var bundle = _old.Bundle(_new);
        var before = Load(SettingsOf(_old, bundle));
        var after = Load(SettingsOf(_new, bundle));

        before.WhyNot(after.Own, null).ShouldBeNull();
        after.WhyNot(before.Own, null).ShouldBeNull();
    }

    [Fact]
    public void Pkcs12_brings_its_key_along()
    {
        using var certificate = _old.Issue("node1");
        var path = _old.Write("node1.pfx", "");
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12, "secret"));
        var settings = new ClusterTlsSettings { Certificate = path, Password = "secret", Authorities = _old.AuthorityFile };

        Load(settings).Own.HasPrivateKey.ShouldBeTrue();
        settings.Password = "wrong";
        Should.Throw<ClusterCertificateException>(() => Load(settings)).Message.ShouldContain("Seckill:Cluster:Tls:Certificate");
    }

    [Fact]
    public void Whatever_is_wrong_is_said_by_its_option()
    {
        Fails(settings => settings.Certificate = null).ShouldContain("Tls:Certificate is missing");
        Fails(settings => settings.Key = null).ShouldContain("Tls:Key is missing");
        Fails(settings => settings.Authorities = null).ShouldContain("Tls:Authorities is missing");
        Fails(settings => settings.Certificate = "/nowhere.crt").ShouldContain("Tls:Certificate: '/nowhere.crt' cannot be used");
        Fails(settings => settings.Authorities = "/nowhere.crt").ShouldContain("Tls:Authorities: '/nowhere.crt' cannot be used");
        Fails(settings => settings.Authorities = settings.Key).ShouldContain("no certificate in PEM form");
        Fails(settings => settings.Key = _old.Save(_old.Issue("another")).Key).ShouldContain("Tls:Certificate");
        Fails(settings => settings.Authorities = _new.AuthorityFile).ShouldContain("other nodes would refuse");
        Fails(settings => (settings.Certificate, settings.Key) = _old.Save(_old.Issue("node1", hasExpired: true))).ShouldContain("other nodes would refuse");

        string Fails(Action<ClusterTlsSettings> spoil)
        {
            var settings = SettingsOf(_old, _old.AuthorityFile);
            spoil(settings);
            return Should.Throw<ClusterCertificateException>(() => Load(settings)).Message;
        }
    }

    [Fact]
    public void Whether_a_certificate_has_expired_is_told_by_the_given_clock()
    {
        var settings = SettingsOf(_old, _old.AuthorityFile);
        using var peer = _old.Issue("node2");
        var clock = new Clock { Now = DateTimeOffset.UtcNow };
        var certificates = Load(settings, clock);
        certificates.WhyNot(peer, null).ShouldBeNull();

        clock.Now += TimeSpan.FromDays(31);
        certificates.WhyNot(peer, null).ShouldNotBeNull("a certificate of 30 days");
        Should.Throw<ClusterCertificateException>(() => Load(settings, clock)).Message.ShouldContain("other nodes would refuse");

        clock.Now += TimeSpan.FromDays(400);
        Should.Throw<ClusterCertificateException>(() => Load(settings, clock)).Message.ShouldContain("all of its authorities have expired");
    }

    private static ClusterCertificates Load(ClusterTlsSettings settings, TimeProvider? time = null) =>
        ClusterCertificates.Load(settings, time ?? TimeProvider.System);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private static ClusterTlsSettings SettingsOf(ClusterCa authority, string authorities)
    {
        var (certificate, key) = authority.Save(authority.Issue("node1"));
        return new ClusterTlsSettings { Certificate = certificate, Key = key, Authorities = authorities };
    }
}
