using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace RetrainGrains.Learning.Tests.Exporting;

/// <summary>ONNX Runtime, which evaluates exported graphs.</summary>
internal static class OnnxRuntimePeer
{
    public static double[] Predict(ReadOnlyMemory<byte> model, float[][] rows)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        using var session = new InferenceSession(model.ToArray(), options);
        var (name, input) = session.InputMetadata.Single();
        Assert.Equal([-1, rows[0].Length], input.Dimensions);
        var tensor = new DenseTensor<float>(rows.SelectMany(row => row).ToArray(), [rows.Length, rows[0].Length]);
        using var answers = session.Run([NamedOnnxValue.CreateFromTensor(name, tensor)]);
        var answer = answers.Single().AsTensor<float>();
        Assert.Equal(rows.Length, answer.Dimensions[0]);
        return [.. answer.Select(value => (double)value)];
    }

    /// <summary>The texts that the file holds beside its graph.</summary>
    public static IReadOnlyDictionary<string, string> Described(ReadOnlyMemory<byte> model)
    {
        using var session = new InferenceSession(model.ToArray());
        return new Dictionary<string, string>(session.ModelMetadata.CustomMetadataMap);
    }
}
