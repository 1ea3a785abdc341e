using System.Diagnostics;
using System.Text.Json;

namespace RetrainGrains.Learning.Tests.Peers;

/// <summary>Debian's XGBoost: it trains a model of every kind and says what it predicts.</summary>
internal static class XGBoostPeer
{
    private const string Interpreter = "/usr/bin/python3";

    // Trained once for all tests: the interpreter and its libraries take seconds to start.
    private static readonly Lazy<XGBoostCase[]?> Cases = new(Train);

    // As the script names them: a theory must know its cases before anything runs.
    public static TheoryData<string> CaseNames { get; } =
    [
        "squared", "one category against the rest", "absolute", "pseudo-huber", "class", "log-odds", "share",
        "poisson", "gamma", "tweedie", "dropped trees", "leaf-wise", "forest", "unnamed", "small", "linear",
    ];

    public static XGBoostCase Case(string name)
    {
        Assert.SkipUnless(Cases.Value is not null, "python3-xgboost is not installed");
        return Cases.Value!.Single(c => c.Name == name);
    }

    private static XGBoostCase[]? Train()
    {
        if (!File.Exists(Interpreter) || Run("-c", "import xgboost, pandas").ExitCode != 0)
        {
            return null;
        }

        var (exitCode, output, errors) = Run(Path.Combine(AppContext.BaseDirectory, "Peers", "xgboost_models.py"));
        Assert.True(exitCode == 0, errors);
        return JsonSerializer.Deserialize<XGBoostCase[]>(output, JsonSerializerOptions.Web);
    }

    private static (int ExitCode, string Output, string Errors) Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Interpreter, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return (process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }
}

/// <summary>A model as saved in both forms, rows with gaps, and XGBoost's own answers to them.</summary>
internal sealed record XGBoostCase(
    string Name,
    byte[] Json,
    byte[] UniversalBinaryJson,
    float?[][] Rows,
    double[] Predictions,
    double[][] Contributions)
{
    public float[] Row(int row) => [.. Rows[row].Select(v => v ?? float.NaN)];
}
