using RetrainGrains.Domain.Observations;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Gateway.Predictions;
using RetrainGrains.Gateway.Serving;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Fleet.Tests.Models;

/// <summary>
/// Races through a gateway's prediction service: model "laps" predicts a car's lap time, and others whether it is below
/// the rivals'. Each hour a few cars are asked for, and an hour later it is known how they did.
/// </summary>
internal sealed class RaceFleet
{
    public const string Laps = "laps";
    private const int Cars = 6;
    private const int HistoryHours = 30 * 24;

    private readonly TestFleet fleet;
    private readonly ServingTable table;
    private readonly PredictionService service;
    private readonly List<string> seconds = [];
    private readonly Random random = new(1);
    private int hour;

    public RaceFleet(TestFleet fleet)
    {
        this.fleet = fleet;
        var options = new GatewayOptions();
        var scorers = new ScorerCache(fleet.Database.Artifacts);
        table = new ServingTable(fleet.Database.Serving, scorers);
        var circuit = new DatabaseCircuit(fleet.Database.Serving, fleet.Clock);
        var log = new PredictionLog(
            fleet.Database.Observations,
            new OutcomeHints(new GrainCalls(fleet.Actors, fleet.Clock, options), HintMode.Background));
        var buffer = new PredictionBuffer(log, circuit, fleet.Clock, options);
        service = new PredictionService(
            table, new WorkerScores(NoWorkers.Instance, scorers),
            new PredictionBatcher(log, buffer, circuit, fleet.Clock, options, begin: static commit => commit()),
            new ModelSchemas(table, fleet.Database.Models, circuit), fleet.Clock, _ => "",
            options.ClockTolerance);
    }

    /// <summary>By model and row: what was answered, and what came true.</summary>
    public Dictionary<(string Model, string Row), (double Predicted, double Outcome)> Answers { get; } = [];

    public static FeatureSchema LapSchema { get; } = new()
    {
        Features = [new("fuel"), new("tyre age"), new("heat")], Target = "lap time",
    };

    public static FeatureSchema TopSchema(bool fed) => new()
    {
        Features =
        [
            new("rivals"), .. LapSchema.Features,
            .. fed ? [new Feature("lap time") { FromModel = Laps }] : Array.Empty<Feature>(),
        ],
        Target = "in the top half",
        Task = PredictionTask.BinaryClassification,
    };

    public Task<Answer<ModelView>> RegisterAsync(string model, FeatureSchema schema, string recipe) =>
        fleet.Model(model).Register(new RegisterModel("race", schema, "", $$"""
            {
              "triggers": { "maximumAge": null },
              "challengers": {
                "recipes": ["{{recipe}}"], "correctionRows": 0,
                "trees": { "numberOfTrees": 40, "numberOfLeaves": 8 }
              }
            }
            """, 7, "register"));

    /// <summary>A model with a month of history and a first champion.</summary>
    public async Task StartAsync(string model, FeatureSchema schema, string recipe)
    {
        Assert.Null((await RegisterAsync(model, schema, recipe)).Refusal);
        if (model != Laps) seconds.Add(model);
        var rows = Enumerable.Range(-HistoryHours, HistoryHours).Select(at =>
        {
            var car = Draw();
            var (features, outcome) = RowOf(model, schema.Features.Length, car);
            return new HistoryRow($"past {at}", Station.At(at), features, outcome, Station.At(at + 1));
        });
        await fleet.Database.Observations.ImportAsync(model, [.. rows]);
        await RetrainAsync(model);
    }

    public async Task RetrainAsync(string model)
    {
        await fleet.Model(model).Trigger(new TriggerModel("ann", "now", false, true, $"{model} {hour}"));
        await fleet.PassAsync(TimeSpan.FromMinutes(10));
    }

    public async Task PlayAsync(int days)
    {
        for (var end = hour + days * 24; hour < end; hour++)
        {
            await fleet.PassToAsync(Station.At(hour));
            await table.RefreshAsync();
            var cars = Enumerable.Range(0, Cars).Select(i => ($"{hour}/{i}", Draw())).ToArray();
            foreach (var model in seconds.Prepend(Laps)) await RaceAsync(model, cars);
        }
    }

    private async Task RaceAsync(string model, (string Id, Car Car)[] cars)
    {
        var sent = cars.Select(one => new PredictionInput(
            one.Id, fleet.Now, [.. Sent(model, one.Car), .. model == "fed" ? [FeatureValue.Missing] : Nothing]));
        var answered = await service.PredictAsync(model, [.. sent]);
        Assert.Null(answered.Refusal);
        for (var i = 0; i < cars.Length; i++)
        {
            var outcome = OutcomeOf(model, cars[i].Car);
            Answers[(model, cars[i].Id)] = (answered.Value!.Rows[i].Value, outcome);
            await fleet.Database.Observations.RecordOutcomesAsync(
                model, [new OutcomeRow(cars[i].Id, outcome, fleet.Now.AddMinutes(1))]);
        }
        await fleet.Model(model).OutcomesArrived();
    }

    private static IEnumerable<FeatureValue> Nothing => [];

    private static IEnumerable<FeatureValue> Sent(string model, Car car) =>
        (model == Laps ? car.Inputs : [car.Rivals, .. car.Inputs]).Select(value => FeatureValue.Of(value));

    private static (float[] Features, double Outcome) RowOf(string model, int width, Car car)
    {
        var features = new float[width];
        features.AsSpan().Fill(float.NaN);
        (model == Laps ? car.Inputs : [car.Rivals, .. car.Inputs]).CopyTo(features, 0);
        return (features, OutcomeOf(model, car));
    }

    private static double OutcomeOf(string model, Car car) =>
        model == Laps ? car.LapTime : car.LapTime < car.Rivals ? 1 : 0;

    // Worn tyres lose time at both ends of their life, most of all in the heat.
    private Car Draw()
    {
        var (fuel, age, heat) = ((float)random.NextDouble(), (float)random.NextDouble(), (float)random.NextDouble());
        var lap = 80 + 2 * fuel + 4 * Math.Cos(2 * Math.PI * age) * (0.5 + heat) + 0.6 * random.NextDouble();
        return new Car([fuel, age, heat], lap, (float)(77 + 9 * random.NextDouble()));
    }

    private sealed record Car(float[] Inputs, double LapTime, float Rivals);
}
