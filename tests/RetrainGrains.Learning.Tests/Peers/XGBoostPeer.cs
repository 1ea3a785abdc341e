using System.Text.Json;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Tests.Peers;

/// <summary>Debian's XGBoost: it trains a model of every kind and says what it predicts.</summary>
internal static class XGBoostPeer
{
    // Trained once for all tests: the interpreter and its libraries take seconds to start.
    private static readonly Lazy<XGBoostCase[]?> Cases = new(Train);

    // As the script names them: a theory must know its cases before anything runs.
    public static TheoryData<string> CaseNames { get; } =
    [
        "squared", "one category against the rest", "absolute", "pseudo-huber", "class", "log-odds", "share",
        "poisson", "gamma", "tweedie", "dropped trees", "leaf-wise", "forest", "unnamed", "small", "linear",
        "stopped early", "forests stopped early",
    ];

    public static XGBoostCase Case(string name)
    {
        Assert.SkipUnless(Cases.Value is not null, "python3-xgboost is not installed");
        return Cases.Value!.Single(c => c.Name == name);
    }

    /// <summary>Its log loss on the rows behind those that it learned from.</summary>
    public static double LogLossOfClasses(Dataset rows, int training, int rounds)
    {
        Assert.SkipUnless(IsThere(), "python3-xgboost is not installed");
        var file = Path.GetTempFileName();
        try
        {
            Write(file, rows, training);
            return JsonSerializer.Deserialize<double>(
                PythonPeer.Ask("xgboost_classes.py", input: "", file, $"{rounds}"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Write(string path, Dataset rows, int training)
    {
        using var file = new BinaryWriter(File.Create(path));
        foreach (var number in (int[])[rows.Count, rows.FeatureCount, training, rows.Schema.ClassCount])
        {
            file.Write(number);
        }

        var features = new float[rows.FeatureCount];
        for (var row = 0; row < rows.Count; row++)
        {
            rows.CopyRow(row, features);
            Array.ForEach(features, file.Write);
        }

        foreach (var target in rows.Targets) file.Write((float)target);
    }

    private static bool IsThere() => PythonPeer.Has("xgboost", "pandas");

    private static XGBoostCase[]? Train() => IsThere()
        ? JsonSerializer.Deserialize<XGBoostCase[]>(
            PythonPeer.Ask("xgboost_models.py", input: ""), JsonSerializerOptions.Web)
        : null;
}

/// <summary>
/// A model as saved in both forms, rows with gaps, and XGBoost's own answers to them; of several classes one for each.
/// </summary>
internal sealed record XGBoostCase(
    string Name,
    byte[] Json,
    byte[] UniversalBinaryJson,
    float?[][] Rows,
    double[] Predictions,
    double[][] Attributions)
{
    public float[] Row(int row) => [.. Rows[row].Select(v => v ?? float.NaN)];
}
