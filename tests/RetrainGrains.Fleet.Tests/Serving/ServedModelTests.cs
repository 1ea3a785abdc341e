using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Training;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Importing;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Fleet.Tests.Serving;

public sealed class ServedModelTests
{
    private const double BuiltIn = 10;
    private const double Fallback = 20;
    private static readonly float[] Features = [1];

    [Fact]
    public async Task A_plan_without_workers_is_scored_here()
    {
        var model = await LoadAsync(("mean", 0.75, BuiltIn), ("seasonal", 0.25, 30));

        Assert.True(model.External.IsEmpty);
        Assert.Equal(15, model.Predict(Features, 0), 1e-9);
    }

    [Fact]
    public async Task Workers_answers_are_weighed_with_what_is_scored_here()
    {
        var model = await LoadAsync(("mean", 0.75, BuiltIn), ("worker:lstm", 0.25, Fallback));

        Assert.Equal(["worker:lstm"], model.External.Select(member => member.Recipe.Learner));
        Assert.Equal(0.75 * BuiltIn + 0.25 * 50, model.Predict(Features, 0, [50], out var fallback), 1e-9);
        Assert.False(fallback);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task Without_an_answer_the_others_take_over_the_weight(double answer)
    {
        var model = await LoadAsync(("mean", 0.75, BuiltIn), ("worker:lstm", 0.25, Fallback));

        Assert.Equal(BuiltIn, model.Predict(Features, 0, [answer], out var fallback), 1e-9);
        Assert.True(fallback);
        Assert.Equal(BuiltIn, model.Predict(Features, 0), 1e-9);
    }

    [Fact]
    public async Task Where_there_are_no_others_the_fallbacks_answer()
    {
        var model = await LoadAsync(("worker:lstm", 0.5, Fallback), ("worker:gnn", 0.5, 40));

        Assert.Equal(30, model.Predict(Features, 0, [double.NaN, double.NaN], out var fallback), 1e-9);
        Assert.True(fallback);
        Assert.Equal(7, model.Predict(Features, 0, [7, double.NaN], out fallback), 1e-9);
        Assert.True(fallback);
        Assert.Equal(30, model.Predict(Features, 0), 1e-9);
    }

    [Fact]
    public async Task Where_a_graph_has_no_answer_the_others_take_over_and_without_others_there_is_none()
    {
        var alone = await LoadAsync(("onnx", 1, 0));
        var mixed = await LoadAsync(("mean", 0.75, BuiltIn), ("onnx", 0.25, 0));

        Assert.Equal(8, alone.Predict([8], 0), 1e-9);
        Assert.Equal(double.NaN, alone.Predict([float.NaN], 0));
        Assert.Equal(0.75 * BuiltIn + 0.25 * 8, mixed.Predict([8], 0), 1e-9);
        Assert.Equal(BuiltIn, mixed.Predict([float.NaN], 0), 1e-9);
    }

    [Fact]
    public async Task Rows_together_are_predicted_as_one_by_one()
    {
        var mixed = await LoadAsync(("seasonal", 0.75, BuiltIn), ("onnx", 0.25, 0));
        float[][] rows = [.. Enumerable.Range(0, 3_000).Select(i => (float[])[i % 7 == 0 ? float.NaN : i])];

        var together = mixed.PredictAll(rows, [.. rows.Select((_, i) => 3_600_000L * i)]);

        Assert.True(mixed.PrefersBatches);
        for (var i = 0; i < rows.Length; i++) Assert.Equal(mixed.Predict(rows[i], 3_600_000L * i), together[i]);
    }

    [Fact]
    public async Task Classes_of_rows_together_have_the_probabilities_that_each_has_alone()
    {
        var schema = new FeatureSchema
        {
            Features = [new Feature("a"), new Feature("b"), new Feature("c")], Target = "y",
            Task = PredictionTask.MulticlassClassification, Classes = ["one", "two", "three"],
        };
        var artifact = OnnxImporter.Read(ForeignModel.Shares, LearnerMapping.TargetOf(schema)).Artifact;
        await using var database = await OpenAsync();
        var id = await database.Artifacts.PutAsync(artifact.Bytes, DateTimeOffset.UnixEpoch);
        var plan = new ServingPlan("a", SemanticVersion.First, schema, [new Member(new Recipe("onnx"), id, 1)]);
        var model = await ServedModel.LoadAsync(plan, new ScorerCache(database.Artifacts));
        float[][] rows = [[1, 2, 3], [0, float.NaN, 0], [4, 0, -1]];

        var together = model.PredictAllClasses(rows, [0, 0, 0]);

        Assert.Equal([2, double.NaN, 0], model.PredictAll(rows, [0, 0, 0]));
        Assert.Equal(1 / (1 + Math.Exp(1) + Math.Exp(2)), together[0][0], 1e-6);
        Assert.All(together[1], probability => Assert.True(double.IsNaN(probability)));
        var alone = new double[3];
        Assert.Equal(0, model.PredictClasses(rows[2], 0, alone));
        Assert.Equal(alone, together[2]);
        Assert.Equal(-1, model.PredictClasses(rows[1], 0, alone));
    }

    [Fact]
    public async Task A_prediction_allocates_nothing_with_workers_or_without()
    {
        var alone = await LoadAsync(("mean", 1, BuiltIn));
        var mixed = await LoadAsync(("mean", 0.5, BuiltIn), ("worker:lstm", 0.5, Fallback));
        double[] answers = [5];
        for (var i = 0; i < 100; i++) Predict();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Predict();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Predict()
        {
            alone.Predict(Features, 0);
            mixed.Predict(Features, 0, answers, out _);
        }
    }

    [Fact]
    public async Task A_workers_bytes_are_read_from_the_store_and_ours_are_not_taken_for_them()
    {
        await using var database = await OpenAsync();
        var theirs = await database.Artifacts.PutAsync(Fit("worker:lstm", 1).Bytes, DateTimeOffset.UnixEpoch);
        var ours = await database.Artifacts.PutAsync(Fit("mean", 1).Bytes, DateTimeOffset.UnixEpoch);
        var cache = new ScorerCache(database.Artifacts);

        Assert.Equal([1, 2, 3], (await cache.ContentAsync(theirs)).ToArray());
        await Assert.ThrowsAsync<InvalidDataException>(() => cache.ContentAsync(ours));
        await Assert.ThrowsAsync<InvalidDataException>(() => cache.ContentAsync(new string('0', 64)));
    }

    private static async Task<ServedModel> LoadAsync(
        params (string Learner, double Weight, double Answer)[] parts)
    {
        await using var database = await OpenAsync();
        var members = ImmutableArray.CreateBuilder<Member>();
        foreach (var (learner, weight, answer) in parts)
        {
            var id = await database.Artifacts.PutAsync(Fit(learner, answer).Bytes, DateTimeOffset.UnixEpoch);
            members.Add(new Member(new Recipe(learner), id, weight));
        }
        var schema = new FeatureSchema { Features = [new Feature("x")], Target = "y" };
        var plan = new ServingPlan("a", SemanticVersion.First, schema, members.ToImmutable());
        return await ServedModel.LoadAsync(plan, new ScorerCache(database.Artifacts));
    }

    private static async Task<SqliteDatabase> OpenAsync()
    {
        var database = SqliteDatabase.Open(new SqliteOptions());
        await database.MigrateAsync();
        return database;
    }

    // Rows that are all alike: every learner, also a fallback, answers with their outcome.
    private static Artifact Fit(string learner, double answer)
    {
        var schema = new DatasetSchema(PredictionTask.Regression, [FeatureDescription.Numeric("x")]);
        if (learner == "onnx") return OnnxImporter.Read(ForeignModel.Sum, new ImportTarget(schema)).Artifact;
        var rows = new DatasetBuilder(schema);
        for (var i = 0; i < 50; i++) rows.Add(i, [i % 2], answer);
        var found = new Recipe(learner).WorkerLearner is null
            ? LearnerRegistry.BuiltIn.Get(learner)
            : LearnerRegistry.External(learner, (_, _, _) => new byte[] { 1, 2, 3 });
        return found.Fit(rows.Build(), found.Defaults, 1, FitOptions.Default).Artifact!;
    }
}
