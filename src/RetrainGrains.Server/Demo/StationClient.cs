using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using RetrainGrains.Server.Options;

namespace RetrainGrains.Server.Demo;

/// <summary>
/// A prediction service, as a user would write it: registers its model, imports what it measured before, then every
/// hour reports what came true and asks for the next hour. All of it over gRPC.
/// </summary>
internal sealed class StationClient(StationPlan plan, GrpcChannel channel, DemoOptions options, DateTimeOffset start)
{
    private const int HistoryDays = 60;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly V1.Models.ModelsClient models = new(channel);
    private readonly V1.Observations.ObservationsClient observations = new(channel);
    private readonly V1.Predictions.PredictionsClient predictions = new(channel);
    private readonly StationWorld world = new(plan, HashCode(plan.Name, options.Seed));
    private readonly StationFeatures features = new();
    private AskedRow? open;

    public StationPlan Plan { get; } = plan;
    public StuckSensor? Sensor { get; } = plan.SensorSticks ? new StuckSensor() : null;
    public WeekOfErrors Errors { get; } = new();
    public FirstVersion FirstVersion { get; } = new(plan.ModelId);

    /// <summary>Joins at this hour; what a kept fleet has lived through already is measured again, not sent.</summary>
    public async Task JoinAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await models.RegisterAsync(new V1.RegisterRequest
        {
            ModelId = Plan.ModelId,
            ModelType = "no2 one hour ahead",
            Schema = StationFeatures.Schema,
            Policy = Struct.Parser.ParseJson(Plan.PolicyJson),
            Seed = (ulong)options.Seed,
            RequestId = $"demo/{Plan.ModelId}",
        }, cancellationToken: cancellation);
        var history = new V1.ImportHistoryRequest { ModelId = Plan.ModelId };
        for (var at = start - TimeSpan.FromDays(HistoryDays); at < start; at += Hour)
        {
            var (row, level) = Measure(at);
            if (open is { } before) history.Rows.Add(HistoryRow(before, level, at));
            open = row;
        }
        open = null;
        for (var at = start; at < now; at += Hour) Measure(at);
        await observations.ImportHistoryAsync(history, cancellationToken: cancellation);
        await models.CheckAsync(new V1.CheckRequest { ModelId = Plan.ModelId }, cancellationToken: cancellation);
    }

    /// <summary>Answers with the event around the station in this hour, if there is one.</summary>
    public string? News(DateTimeOffset at)
    {
        if (HoursSinceStart(at) == Plan.Change.FromHour) return Plan.Change.News;
        return Sensor?.News((at - start).TotalDays);
    }

    /// <summary>Lives one hour: sends the outcome of the hour before, then the next question.</summary>
    public async Task LiveAsync(DateTimeOffset at, CancellationToken cancellation)
    {
        world.SensorIsStuck = Sensor?.IsStuck((at - start).TotalDays) ?? false;
        var (row, level) = Measure(at);
        if (open is { } before)
        {
            Errors.Add(before.At, before.Prediction - level, FirstVersion.Predict(before.Features, before.At) - level);
            await observations.RecordOutcomesAsync(new V1.RecordOutcomesRequest
            {
                ModelId = Plan.ModelId,
                Outcomes =
                {
                    new V1.Outcome
                    {
                        PredictionId = IdOf(before.At), Value = level, KnownAt = Timestamp.FromDateTimeOffset(at),
                    },
                },
            }, cancellationToken: cancellation);
        }
        var answer = await predictions.PredictAsync(new V1.PredictRequest
        {
            ModelId = Plan.ModelId,
            Row = new V1.PredictionRow
            {
                PredictionId = IdOf(at),
                At = Timestamp.FromDateTimeOffset(at),
                Features = { StationFeatures.OnTheWire(row.Features) },
            },
        }, cancellationToken: cancellation);
        open = row with { Prediction = answer.Prediction.Value };
    }

    private (AskedRow Row, double Level) Measure(DateTimeOffset at)
    {
        var hour = world.Next(at, HoursSinceStart(at));
        return (new AskedRow(at, features.Take(at, hour), double.NaN), hour.Level);
    }

    private int HoursSinceStart(DateTimeOffset at) => (int)((at - start) / Hour);

    private static V1.HistoryRow HistoryRow(AskedRow row, double outcome, DateTimeOffset knownAt) => new()
    {
        PredictionId = IdOf(row.At),
        At = Timestamp.FromDateTimeOffset(row.At),
        Features = { StationFeatures.OnTheWire(row.Features) },
        Outcome = outcome,
        KnownAt = Timestamp.FromDateTimeOffset(knownAt),
    };

    private static string IdOf(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH", CultureInfo.InvariantCulture);

    // The runtime's own string hash differs from process to process.
    private static int HashCode(string name, int seed) =>
        name.Aggregate(seed * 7_919, (hash, letter) => hash * 31 + letter);

    private sealed record AskedRow(DateTimeOffset At, float[] Features, double Prediction);
}
