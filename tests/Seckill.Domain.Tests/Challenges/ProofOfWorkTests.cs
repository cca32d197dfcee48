using System.Security.Cryptography;
using System.Text;
using Seckill.Domain.Challenges;

namespace Seckill.Domain.Tests.Challenges;

public sealed class ProofOfWorkTests
{
    [Fact]
    public void The_reference_solver_finds_the_number_says_when_there_is_none_and_gives_up_when_told()
    {
        var hash = new byte[ProofOfWork.HashSize];
        ProofOfWork.Hash("salt", 12_345, hash);
        var challenge = Convert.ToHexStringLower(hash);
        // printf salt12345 | sha256sum
        challenge.ShouldStartWith("8138490863c5fcc1");

        ProofOfWork.Solve("salt", challenge, 12_345).ShouldBe(12_345);
        ProofOfWork.Solve("salt", challenge, 12_344).ShouldBeNull();
        Should.Throw<OperationCanceledException>(() => ProofOfWork.Solve("salt", challenge, 12_345, new CancellationToken(canceled: true)));
        Should.Throw<FormatException>(() => ProofOfWork.Solve("salt", "00", 1));
        Should.Throw<ArgumentException>(() => ProofOfWork.Solve(new string('é', 129), challenge, 1));
    }

    [Fact]
    public void The_longest_salt_and_the_longest_number_fit()
    {
        var (longest, hash, expected) = (new string('é', 128), new byte[ProofOfWork.HashSize], new byte[ProofOfWork.HashSize]);

        ProofOfWork.Hash(longest, long.MaxValue, hash);
        SHA256.HashData(Encoding.UTF8.GetBytes($"{longest}{long.MaxValue}"), expected);
        hash.ShouldBe(expected);

        ProofOfWork.Hash(longest, 7, hash);
        ProofOfWork.Solve(longest, Convert.ToHexString(hash), 10).ShouldBe(7);
    }
}
