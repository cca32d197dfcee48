using System.Globalization;

namespace Seckill.Benchmarks;

/// <summary>What the command line says about a run.</summary>
internal sealed record Options
{
    /// <summary>Measured rounds of each scenario; one more goes before them and is thrown away.</summary>
    public int Rounds { get; private init; } = 5;

    /// <summary>Length of each load.</summary>
    public int Seconds { get; private init; } = 4;

    /// <summary>Where the results go.</summary>
    public string Out { get; private init; } = Path.Combine("artifacts", "benchmarks");

    /// <summary>Whether the results also replace those that the README shows.</summary>
    public bool Publish { get; private init; }

    /// <summary>The earlier host that the scenario <c>before</c> compares with: the path of its <c>Seckill.Host.dll</c>, built in Release.</summary>
    public string? Before { get; private init; }

    /// <summary>A published host to measure beside the built one in the scenario <c>first-second</c>, and instead of it in <c>recovery</c>: the path of its <c>Seckill.Host.dll</c>.</summary>
    public string? Published { get; private init; }

    /// <summary>Scenarios to run; all when none is named.</summary>
    public IReadOnlyList<string> Names { get; private init; } = [];

    /// <summary>Share of the default measuring time, for what is sized in requests and not in seconds.</summary>
    public double Scale => Math.Min(1, Seconds / 4.0);

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">It is wrong; the message says where.</exception>
    public static Options Parse(IReadOnlyList<string> arguments)
    {
        var (options, names) = (new Options(), new List<string>());
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--rounds":
                    options = options with { Rounds = Number(++i) };
                    break;
                case "--seconds":
                    options = options with { Seconds = Number(++i) };
                    break;
                case "--out":
                    options = options with { Out = Value(++i) };
                    break;
                case "--before":
                    options = options with { Before = ExistingFile(++i) };
                    break;
                case "--published":
                    options = options with { Published = ExistingFile(++i) };
                    break;
                case "--publish":
                    options = options with { Publish = true };
                    break;
                case var unknown when unknown.StartsWith('-'):
                    throw new ArgumentException($"There is no option '{unknown}'.");
                case var name:
                    names.Add(name);
                    break;
            }
        }

        return options with { Names = names };

        string Value(int i) => i < arguments.Count ? arguments[i] : throw new ArgumentException($"'{arguments[^1]}' needs a value.");

        string ExistingFile(int i) => File.Exists(Value(i)) ? Path.GetFullPath(Value(i)) : throw new ArgumentException($"There is no file '{Value(i)}'.");

        int Number(int i) => int.TryParse(Value(i), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 60
            ? number
            : throw new ArgumentException($"'{arguments[i - 1]}' takes a number from 1 to 60.");
    }
}
