using System.Text.Json;

namespace RetrainGrains.Learning.Tests.Peers;

/// <summary>Debian's torch and onnx: they write models, and say what these answer.</summary>
internal static class OnnxPeer
{
    private static readonly Lazy<OnnxModels?> Models = new(Write);

    public static OnnxCase Case(string name) => All().Cases.Single(one => one.Name == name);

    public static byte[] Refused(string name) => All().Refused.Single(one => one.Name == name).Model;

    private static OnnxModels All()
    {
        Assert.SkipUnless(Models.Value is not null, "python3-torch or python3-onnx is not installed");
        return Models.Value!;
    }

    private static OnnxModels? Write() => PythonPeer.Has("torch", "onnx")
        ? JsonSerializer.Deserialize<OnnxModels>(
            PythonPeer.Ask("onnx_models.py", input: ""), JsonSerializerOptions.Web)
        : null;

    private sealed record OnnxModels(OnnxCase[] Cases, OnnxFile[] Refused);

    private sealed record OnnxFile(string Name, byte[] Model);
}

/// <summary>
/// A model, rows with gaps, and the answers to them: null where there is none. Texts stand for the last value of each
/// row.
/// </summary>
internal sealed record OnnxCase(string Name, byte[] Model, float?[][] Rows, string?[] Texts, double?[][] Answers)
{
    /// <summary>The row as a scorer takes it: a text by its place, or behind all where it is not listed.</summary>
    public float[] Row(int row, params string[] categories)
    {
        float[] features = [.. Rows[row].Select(value => value ?? float.NaN)];
        if (Texts.Length > 0 && Texts[row] is { } text)
        {
            var place = Array.IndexOf(categories, text);
            features[^1] = place < 0 ? categories.Length : place;
        }

        return features;
    }
}
