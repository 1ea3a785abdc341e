using System.Numerics;
using Microsoft.ML.OnnxRuntime;

namespace RetrainGrains.Learning.Onnx;

/// <summary>Makes input tensors of rows.</summary>
/// <remarks>
/// A missing number goes in as NaN. A missing or unlisted text goes in as the empty one, which a graph treats as it
/// treats any that it does not know.
/// </remarks>
internal static class OnnxFeed
{
    public static OrtValue Create(OnnxInput input, ReadOnlySpan<float> rows, int width)
    {
        long count = rows.Length / width;
        long[] shape = input.IsVector ? [count] : [count, input.Features.Length];
        return input.Element switch
        {
            OnnxElement.Single => Fill(input, rows, width, shape, static value => value),
            OnnxElement.Double => Fill(input, rows, width, shape, static value => (double)value),
            OnnxElement.Int64 => Fill(input, rows, width, shape, static value => Whole<long>(value)),
            OnnxElement.Int32 => Fill(input, rows, width, shape, static value => Whole<int>(value)),
            _ => FillTexts(input, rows, width, shape),
        };
    }

    /// <summary>Answers whether every input of whole numbers gets one that it can hold.</summary>
    public static bool IsWhole(OnnxInput[] inputs, ReadOnlySpan<float> row)
    {
        foreach (var input in inputs)
        {
            if (!input.IsWhole) continue;
            var most = input.Element == OnnxElement.Int32 ? MathF.Pow(2, 31) : MathF.Pow(2, 63);
            foreach (var feature in input.Features)
            {
                // False for NaN too.
                if (!(row[feature] == MathF.Truncate(row[feature]) && MathF.Abs(row[feature]) < most)) return false;
            }
        }

        return true;
    }

    private static OrtValue Fill<T>(
        OnnxInput input, ReadOnlySpan<float> rows, int width, long[] shape, Func<float, T> convert)
        where T : unmanaged
    {
        var features = input.Features;
        var values = new T[rows.Length / width * features.Length];
        for (int row = 0, i = 0; row < rows.Length; row += width)
        {
            foreach (var feature in features) values[i++] = convert(rows[row + feature]);
        }

        return OrtValue.CreateTensorValueFromMemory(values, shape);
    }

    private static OrtValue FillTexts(OnnxInput input, ReadOnlySpan<float> rows, int width, long[] shape)
    {
        var tensor = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        for (int row = 0, i = 0; row < rows.Length; row += width)
        {
            for (var column = 0; column < input.Features.Length; column++, i++)
            {
                var (code, texts) = (rows[row + input.Features[column]], input.Texts[column]);
                if (code >= 0 && code < texts.Length) tensor.StringTensorSetElementAt(texts[(int)code].AsSpan(), i);
            }
        }

        return tensor;
    }

    // NaN becomes zero; such a row is not answered.
    private static T Whole<T>(float value)
        where T : IBinaryInteger<T> => float.IsNaN(value) ? T.Zero : T.CreateSaturating(value);
}
