using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;

namespace RetrainGrains.Server.Tests.Hosting;

/// <summary>A model of three classes on a started server, over both transports.</summary>
public sealed class SeveralClassesTests(SharedServer shared)
{
    private const string ModelId = "sky";
    private const string RefusedId = "sky/refused";
    private const int Hours = 600;
    private static readonly string[] Classes = ["clear", "rain", "snow"];

    [Fact]
    public async Task It_is_registered_taught_by_labels_asked_over_both_transports_promoted_and_rolled_back()
    {
        var channel = shared.Channel;
        var rest = shared.Rest;
        var models = new V1.Models.ModelsClient(channel);
        Assert.Equal(Classes, (await RegisterAsync(models)).Schema.Classes);
        await TeachAsync(channel);
        await models.CheckAsync(new V1.CheckRequest { ModelId = ModelId });
        await Waiting.UntilAsync(async () => (await DescribeAsync(models)).Champion is not null);

        for (var i = 0; i < Classes.Length; i++)
        {
            Check(Classes[i], await PredictAsync(channel, $"g-{i}", 0.1 + i / 3.0));
            Check(Classes[i], await PredictAsync(rest, $"r-{i}", 0.1 + i / 3.0));
        }
        var recorded = await RecordAsync(channel, ModelId, new V1.Outcome { PredictionId = "g-1", Label = "rain" },
            new V1.Outcome { PredictionId = "r-2", Value = 2 });
        Assert.Equal(2, recorded.Stored);

        var promoted = await models.PromoteAsync(
            new V1.PromoteRequest { ModelId = ModelId, Candidate = "mean/all/level" });
        Assert.Equal("1.1.0", promoted.Champion.Version);
        var back = await models.RollbackAsync(new V1.RollbackRequest { ModelId = ModelId });
        Assert.Equal("1.0.0", back.Champion.Version);
        await Waiting.UntilAsync(async () => (await DescribeAsync(models)).Outcomes == Hours + 2);
    }

    [Fact]
    public async Task What_is_no_class_is_refused_by_field_value_and_rule()
    {
        var channel = shared.Channel;
        var models = new V1.Models.ModelsClient(channel);
        await RegisterAsync(models, RefusedId, Classes);

        var answer = await RecordAsync(
            channel, RefusedId, new V1.Outcome { PredictionId = "a", Label = "hail" },
            new V1.Outcome { PredictionId = "a", Value = 3 },
            new V1.Outcome { PredictionId = "a", Value = 2, Label = "rain" });
        Assert.Equal(
            [
                ("label", "hail", "must be one of the schema's classes: clear, rain, snow"),
                ("value", "3", "must be the index of a class, 0 to 2"),
                ("value", "2", "must be left out or 1, the index of the label"),
            ], answer.Reasons.Select(reason => (reason.Field, reason.Value, reason.Rule)));
        await RefusedAsync("schema.classes: '2' must be 3 to 50 names", RegisterAsync(models, "sky/b", "no", "yes"));
        await RefusedAsync("schema.classes[2]: 'x' must be unique", RegisterAsync(models, "sky/c", "x", "y", "x"));
        await RefusedAsync("policy.challengers.loss: 'Squared' must be zeroOne or logLoss for several classes",
            PatchPolicyAsync(channel, """{ "challengers": { "loss": "squared" } }"""));
        await RefusedAsync(
            "policy.challengers.recipes: 'ridge/all/level' must have a learner that tells several classes apart",
            PatchPolicyAsync(channel, """{ "challengers": { "recipes": ["leafwise", "ridge"] } }"""));
        await RefusedAsync(
            "policy.performance.estimation: 'MulticlassClassification' needs regression or binary classification",
            PatchPolicyAsync(channel, """{ "performance": { "estimation": {} } }"""));
    }

    private static void Check(string label, V1.Prediction prediction)
    {
        Assert.Equal((label, Array.IndexOf(Classes, label)), (prediction.Label, prediction.Value));
        Assert.Equal(Classes.Length, prediction.Probabilities.Count);
        Assert.Equal(1, prediction.Probabilities.Sum(), 9);
        Assert.Equal(prediction.Probabilities.Max(), prediction.Probabilities[(int)prediction.Value]);
        Assert.InRange(prediction.Probabilities.Max(), 0.5, 1);
    }

    private static Task<V1.Model> RegisterAsync(V1.Models.ModelsClient models) =>
        RegisterAsync(models, ModelId, Classes);

    private static async Task<V1.Model> RegisterAsync(
        V1.Models.ModelsClient models, string modelId, params string[] classes) =>
        await models.RegisterAsync(new V1.RegisterRequest
        {
            ModelId = modelId,
            ModelType = "test",
            Schema = new V1.Schema
            {
                Target = "sky",
                Task = V1.PredictionTask.MulticlassClassification,
                Features = { new V1.Feature { Name = "humidity" } },
                Classes = { classes },
            },
            Policy = Struct.Parser.ParseJson("""
                { "challengers": { "recipes": ["leafwise", "mean"], "trees": { "numberOfTrees": 20 } } }
                """),
        });

    private static async Task TeachAsync(GrpcChannel channel)
    {
        var history = new V1.ImportHistoryRequest { ModelId = ModelId };
        var start = TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(Hours + 1);
        for (var hour = 0; hour < Hours; hour++)
        {
            var humidity = hour % 100 / 100.0;
            history.Rows.Add(new V1.HistoryRow
            {
                PredictionId = $"h{hour}",
                At = Timestamp.FromDateTimeOffset(start.AddHours(hour)),
                Features = { Value.ForNumber(humidity) },
                OutcomeLabel = Classes[(int)(3 * humidity)],
            });
        }
        await new V1.Observations.ObservationsClient(channel).ImportHistoryAsync(history);
    }

    private static async Task<V1.Prediction> PredictAsync(GrpcChannel channel, string id, double humidity)
    {
        var answer = await new V1.Predictions.PredictionsClient(channel).PredictAsync(new V1.PredictRequest
        {
            ModelId = ModelId,
            Row = new V1.PredictionRow { PredictionId = id, Features = { Value.ForNumber(humidity) } },
        });
        return answer.Prediction;
    }

    private static async Task<V1.Prediction> PredictAsync(HttpClient rest, string id, double humidity)
    {
        var row = new { predictionId = id, features = new[] { humidity } };
        var response = await rest.PostAsJsonAsync($"v1/models/{ModelId}:predict", row);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        var prediction = JsonNode.Parse(text)!["prediction"]!;
        return new V1.Prediction
        {
            Value = (double)prediction["value"]!,
            Label = (string)prediction["label"]!,
            Probabilities = { prediction["probabilities"]!.AsArray().Select(node => (double)node!) },
        };
    }

    private static async Task<V1.RecordResponse> RecordAsync(
        GrpcChannel channel, string modelId, params V1.Outcome[] outcomes) =>
        await new V1.Observations.ObservationsClient(channel).RecordOutcomesAsync(
            new V1.RecordOutcomesRequest { ModelId = modelId, Outcomes = { outcomes } });

    private static async Task PatchPolicyAsync(GrpcChannel channel, string policy) =>
        await new V1.Policies.PoliciesClient(channel).PatchAsync(new V1.PatchPolicyRequest
        {
            ModelId = RefusedId, Policy = Struct.Parser.ParseJson(policy),
        });

    private static async Task<V1.Model> DescribeAsync(V1.Models.ModelsClient models) =>
        await models.DescribeAsync(new V1.DescribeRequest { ModelId = ModelId });

    private static async Task RefusedAsync(string problem, Task call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => call);
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(problem, error.Status.Detail, StringComparison.Ordinal);
    }
}
