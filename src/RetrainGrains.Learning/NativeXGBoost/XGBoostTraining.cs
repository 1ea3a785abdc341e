using System.Globalization;
using System.Runtime.InteropServices;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.NativeXGBoost;

/// <summary>A matrix and a booster in native memory, freed with it.</summary>
internal sealed class XGBoostTraining : IDisposable
{
    private const string EvaluationName = "rows";
    private readonly XGBoostLibrary library;
    private nint matrix;
    private nint booster;

    public XGBoostTraining(XGBoostLibrary library, Dataset rows)
    {
        this.library = library;
        try
        {
            LoadRows(rows);
            library.Require(library.CreateBoosterFor([matrix], 1, out booster));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Set(string name, double value) => Set(name, value.ToString(CultureInfo.InvariantCulture));

    public void Set(string name, string value) => library.Require(library.SetBoosterParameter(booster, name, value));

    public void Update(int iteration) => library.Require(library.UpdateOneIteration(booster, iteration, matrix));

    /// <summary>The value of the one metric on the training rows.</summary>
    public double Evaluate(int iteration)
    {
        library.Require(library.EvaluateOneIteration(booster, iteration, [matrix], [EvaluationName], 1, out var text));
        var result = Marshal.PtrToStringUTF8(text)!;
        return double.Parse(result.AsSpan(result.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);
    }

    public byte[] Save()
    {
        library.Require(library.SaveToBuffer(booster, """{"format":"ubj"}""", out var length, out var buffer));
        var bytes = new byte[checked((int)length)];
        Marshal.Copy(buffer, bytes, 0, bytes.Length);
        return bytes;
    }

    public void Dispose()
    {
        if (booster != 0) _ = library.FreeBooster(booster);
        if (matrix != 0) _ = library.FreeMatrix(matrix);
        (booster, matrix) = (0, 0);
    }

    private void LoadRows(Dataset rows)
    {
        var width = rows.FeatureCount;
        var values = new float[checked(rows.Count * width)];
        var labels = new float[rows.Count];
        for (var row = 0; row < rows.Count; row++)
        {
            rows.CopyRow(row, values.AsSpan(row * width, width));
            labels[row] = (float)rows.Targets[row];
        }

        library.Require(
            library.CreateMatrixFromRows(values, (ulong)rows.Count, (ulong)width, float.NaN, out matrix));
        library.Require(library.SetMatrixFloats(matrix, "label", labels, (ulong)labels.Length));
        string[] types =
            [.. rows.Schema.Features.Select(f => f.Kind == FeatureKind.Categorical ? "c" : "float")];
        library.Require(library.SetMatrixTexts(matrix, "feature_type", types, (ulong)types.Length));
    }
}
