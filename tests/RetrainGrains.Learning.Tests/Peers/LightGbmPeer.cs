using System.Text.Json;

namespace RetrainGrains.Learning.Tests.Peers;

/// <summary>LightGBM's own library: it trains a model of every objective and says what it predicts.</summary>
internal static class LightGbmPeer
{
    private static readonly Lazy<LightGbmCase[]?> Cases = new(Train);

    public static LightGbmCase[] All()
    {
        Assert.SkipUnless(Cases.Value is not null, "numpy of /usr/bin/python3 is not installed");
        return Cases.Value!;
    }

    private static LightGbmCase[]? Train() => PythonPeer.Has("numpy")
        ? JsonSerializer.Deserialize<LightGbmCase[]>(
            PythonPeer.Ask("lightgbm_models.py", input: "", Library), JsonSerializerOptions.Web)
        : null;

    private static string Library =>
        Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "lib_lightgbm.so");
}

/// <summary>A model as saved, rows with gaps, and LightGBM's own answers; of several classes one for each.</summary>
internal sealed record LightGbmCase(
    string Name, byte[] Model, int Classes, double?[][] Rows, double[] Predictions)
{
    public float[] Row(int row) => [.. Rows[row].Select(v => v is { } value ? (float)value : float.NaN)];
}
