using System.Text.Json.Serialization;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Diagnosis;

/// <summary>The findings about a server and a caller. The JSON property names are part of the interface.</summary>
internal sealed record DoctorReport
{
    // Expiring tokens and certificates bear that much, and no round trip takes longer.
    private const double SecondsApartMax = 5;

    /// <summary>The time before its end from which on a token is told to be running out.</summary>
    public static readonly TimeSpan ExpirySoon = TimeSpan.FromDays(7);

    public required string Url { get; init; }
    public bool Reachable { get; set; }

    /// <summary>The server's word on whether it can do its work; null: it was not asked.</summary>
    public bool? Ready { get; set; }

    /// <summary>The seconds by which the server's clock is ahead, to the second; null: it did not say.</summary>
    public double? SecondsApart { get; set; }

    /// <summary>The place that the token comes from; empty: there is none.</summary>
    public required string TokenSource { get; init; }

    /// <summary>The most that the caller may do; null: it could not be told.</summary>
    public string? Role { get; set; }

    /// <summary>The name that the server knows the caller by; null: it was not asked.</summary>
    public string? Name { get; set; }

    /// <summary>The models that the caller may name, by the beginnings of their ids; empty: all.</summary>
    public IReadOnlyList<string> ModelPrefixes { get; set; } = [];

    /// <summary>The end of the token; null: it has none.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    public List<string> Problems { get; } = [];

    [JsonIgnore]
    public bool ClocksAgree => SecondsApart is null || Math.Abs(SecondsApart.Value) <= SecondsApartMax;

    [JsonIgnore]
    public bool TravelsOpenly => new Uri(Url) is { Scheme: "http", IsLoopback: false };

    public string ToJson() => ReportJson.Write(this);
}
