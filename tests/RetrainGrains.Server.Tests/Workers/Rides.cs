using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;

namespace RetrainGrains.Server.Tests.Workers;

/// <summary>A model whose recipes are a worker's, as its clients see it.</summary>
internal sealed class Rides(GrpcChannel channel)
{
    public static readonly string[] Features = ["hour", "rides 3 h ago", "rides 2 h ago", "rides 1 h ago"];

    private const string ModelId = "rides";
    private const int Hours = 800;
    private const int Noon = 36;

    private readonly V1.Models.ModelsClient models = new(channel);

    public static double AtNoon => At(Noon);
    public static double[] NoonRow => RowAt(Noon);

    public async Task RegisterAsync(params string[] recipes)
    {
        var request = new V1.RegisterRequest
        {
            ModelId = ModelId,
            ModelType = "rides",
            Schema = new V1.Schema { Target = "rides" },
            Policy = Struct.Parser.ParseJson($$"""
                {
                  "challengers": {
                    "recipes": [{{string.Join(", ", recipes.Select(recipe => $"\"{recipe}\""))}}],
                    "combination": "single",
                    "correctionRows": 0
                  }
                }
                """),
        };
        request.Schema.Features.AddRange(Features.Select(name => new V1.Feature { Name = name }));
        await models.RegisterAsync(request);
    }

    public async Task ImportAndTriggerAsync()
    {
        var start = TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(Hours + 1);
        var history = new V1.ImportHistoryRequest { ModelId = ModelId };
        history.Rows.AddRange(Enumerable.Range(0, Hours).Select(hour => new V1.HistoryRow
        {
            PredictionId = $"h{hour}",
            At = Timestamp.FromDateTimeOffset(start.AddHours(hour)),
            Features = { Values(RowAt(hour)) },
            Outcome = At(hour),
        }));
        await new V1.Observations.ObservationsClient(channel).ImportHistoryAsync(history);
        await models.TriggerAsync(
            new V1.TriggerRequest { ModelId = ModelId, Reason = "history is there", Emergency = true });
    }

    /// <summary>Null before the first training has ended.</summary>
    public async Task<V1.Champion?> ChampionAsync() =>
        (await models.DescribeAsync(new V1.DescribeRequest { ModelId = ModelId })).Champion;

    public async Task PromoteAsync(string recipe) => await models.PromoteAsync(
        new V1.PromoteRequest { ModelId = ModelId, Candidate = recipe, Reason = "its turn" });

    public async Task<V1.PredictResponse> PredictNoonAsync() =>
        await new V1.Predictions.PredictionsClient(channel).PredictAsync(new V1.PredictRequest
        {
            ModelId = ModelId, Row = new V1.PredictionRow { Features = { Values(NoonRow) } },
        });

    // By day they rise, by night nobody rides: nothing linear says that.
    private static double At(int hour) => (hour + 24) % 24 is >= 8 and <= 18 and var day ? 100 + 3 * day : 10;

    private static double[] RowAt(int hour) => [hour % 24, At(hour - 3), At(hour - 2), At(hour - 1)];

    private static IEnumerable<Value> Values(double[] row) =>
        row.Select(number => Value.ForNumber(number));
}
