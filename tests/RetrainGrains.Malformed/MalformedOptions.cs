namespace RetrainGrains.Malformed;

/// <summary>The settings of a run.</summary>
internal sealed record MalformedOptions(int Requests, int Seed, string? Result)
{
    public const string Usage = """
        Sends N malformed requests to a server that it starts, and fails when one of them is answered by 500 or UNKNOWN,
        or when the server crashes, hangs or keeps memory.

          dotnet run -c Release --project tests/RetrainGrains.Malformed -- N [--seed S] [--result FILE]
        """;

    private const int RequestsMin = 1_000;

    public static MalformedOptions? Parse(string[] arguments)
    {
        if (arguments.Length % 2 == 0 || Number(arguments[0]) is not >= RequestsMin) return null;
        var options = new MalformedOptions(Number(arguments[0])!.Value, 1, null);
        for (var i = 1; i < arguments.Length; i += 2)
        {
            var (name, value) = (arguments[i], arguments[i + 1]);
            if (name == "--seed" && Number(value) is { } seed) options = options with { Seed = seed };
            else if (name == "--result") options = options with { Result = value };
            else return null;
        }
        return options;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) ? number : null;
}
