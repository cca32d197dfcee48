using System.Text;
using Seckill.Host.Payments;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Payments;

/// <summary>Secrets give the key that the official Standard Webhooks libraries read from the same text.</summary>
public sealed class WebhookKeysTests
{
    /// <summary>The example of the specification's reference libraries, with and without its prefix.</summary>
    [Theory]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void The_key_is_what_the_base64_says(string secret)
    {
        WebhookKeys.TryRead(secret, out var key).ShouldBeTrue();

        Convert.ToHexString(key!).ShouldBe("31F290F6BF06298AAB4F08D43C3F082CF648A362DA2DA4B0");
    }

    [Fact]
    public void Padding_is_read()
    {
        WebhookKeys.TryRead("c2hvcnQ=", out var key).ShouldBeTrue();

        Encoding.UTF8.GetString(key!).ShouldBe("short");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("a webhook secret of the tests")]
    [InlineData("whsec_not base64")]
    [InlineData("whsec_whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8I LPZIo2LaLaSw")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n")]
    [InlineData("c2hvcnQ")]
    [InlineData("__79_Pv6-fj39vX08_Lx8O_u7ezr6uno")]
    public void Anything_else_is_no_key(string? secret)
    {
        WebhookKeys.TryRead(secret, out var key).ShouldBeFalse();

        key.ShouldBeNull();
    }
}
