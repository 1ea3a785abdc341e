using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Server.Options;

/// <summary>The settings of the demo.</summary>
public sealed record DemoOptions
{
    public static readonly string DatabasePath = Path.Combine("retraingrains-data", "demo", "fleet.db");

    public bool Enabled { get; init; }

    /// <summary>Decides weather and noise of every station.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The speed of the fleet's time while the server keeps up with it.</summary>
    public double DaysPerSecond { get; init; } = 1;

    /// <summary>Ends by itself after this long; null runs until it is stopped.</summary>
    public int? Seconds { get; init; }

    /// <summary>Goes on with the database of the last demo.</summary>
    public bool Keep { get; init; }

    public IEnumerable<Problem> Validate(string path)
    {
        // Timers hold 49 days: beyond 4 days a second they would not last as long as a training may be silent.
        if (DaysPerSecond is not (>= 0.01 and <= 4))
            yield return Problem.Of($"{path}:{nameof(DaysPerSecond)}", DaysPerSecond, "must be 0.01 to 4");
        if (Seconds is < 5 or > 86_400)
            yield return Problem.Of($"{path}:{nameof(Seconds)}", Seconds, "must be 5 to 86400");
    }
}
