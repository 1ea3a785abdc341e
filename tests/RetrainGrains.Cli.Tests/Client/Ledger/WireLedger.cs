using Google.Protobuf.WellKnownTypes;

namespace RetrainGrains.Cli.Tests.Client.Ledger;

/// <summary>A ledger as a server tells it: its lines by number, the first one being 1.</summary>
internal sealed class WireLedger(params string[] bodies)
{
    private const string Recipe = "leafwise/all/level";

    public const string Registered = """
        {"kind":"registered","modelId":"bike","modelType":"hourly","schema":{"features":[{"name":"x"}],"target":"cnt"},
        "policy":{},"seed":1,"at":"2026-03-01T06:00:00Z"}
        """;

    public const string Unknown = """{"kind":"of-a-later-version","beyond":1}""";

    public static readonly string Planned = $$$"""
        {"kind":"run-planned","runId":"bike/run-4","at":"2026-03-01T06:00:00Z","recipes":["{{{Recipe}}}"],"outcomes":9,
        "cause":{"kind":"manual","severity":"info","text":"me asked for it"}}
        """;

    public static readonly string Promoted = $$$"""
        {"kind":"promoted","version":{"number":"1.3.0","runId":"bike/run-4","promotedAt":"2026-03-01T06:00:00Z",
        "members":[{"recipe":"{{{Recipe}}}","artifactId":"abc","weight":1}],"status":"champion","reason":"best record"}}
        """;

    public V1.LedgerEntry[] From(long sequence) =>
    [
        .. bodies.Select((body, index) => new V1.LedgerEntry
        {
            Sequence = index + 1,
            At = WireModels.At(index + 1),
            Kind = Struct.Parser.ParseJson(body).Fields["kind"].StringValue,
            BodyJson = body,
            Body = Struct.Parser.ParseJson(body),
        }).Where(line => line.Sequence >= sequence),
    ];

    public V1.HistoryResponse Page(V1.HistoryRequest request)
    {
        V1.LedgerEntry[] lines =
            [.. From(request.FromSequence).Take(request.PageSize == 0 ? 2 : request.PageSize)];
        return new V1.HistoryResponse
        {
            Entries = { lines },
            NextSequence = lines.Length == 0 ? request.FromSequence : lines[^1].Sequence + 1,
        };
    }

    public static string Ended(bool promoted, bool failed = false) => $$$"""
        {"kind":"run-ended","runId":"bike/run-4","at":"2026-03-01T06:00:00Z",
        "verdicts":[{"challenger":"ridge/all/level",
        "verdicts":[{"gate":"improvement","passed":false,"finding":"0.8 % worse"}]}],
        "failures":[],"candidates":[],
        "promoted":{{{(promoted ? "true" : "false")}}},"failed":{{{(failed ? "true" : "false")}}}}
        """;
}
