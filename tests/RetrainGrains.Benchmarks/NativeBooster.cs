using System.Runtime.InteropServices;

namespace RetrainGrains.Benchmarks;

/// <summary>XGBoost through its C functions, trained here: what a process would call in place of our scorer.</summary>
internal sealed class NativeBooster : IDisposable
{
    private const string Library = "libxgboost.so.0";
    private readonly nint booster;
    private nint proxy;

    public NativeBooster(float[] features, float[] targets, int trees, params (string Name, string Value)[] parameters)
    {
        var columns = (ulong)(features.Length / targets.Length);
        Require(XGDMatrixCreateFromMat(features, (ulong)targets.Length, columns, float.NaN, out var matrix));
        Require(XGDMatrixSetFloatInfo(matrix, "label", targets, (ulong)targets.Length));
        Require(XGBoosterCreate([matrix], 1, out booster));
        foreach (var (name, value) in parameters) Require(XGBoosterSetParam(booster, name, value));
        for (var tree = 0; tree < trees; tree++) Require(XGBoosterUpdateOneIter(booster, tree, matrix));
        Require(XGDMatrixFree(matrix));
    }

    public byte[] Save()
    {
        Require(XGBoosterSaveModelToBuffer(booster, """{"format":"json"}""", out var length, out var bytes));
        var model = new byte[length];
        Marshal.Copy(bytes, model, 0, model.Length);
        return model;
    }

    /// <summary>One row, in place: without a matrix made for it.</summary>
    public float Predict(nint features, int columns)
    {
        var row = $$"""{"data":[{{features}},true],"shape":[1,{{columns}}],"typestr":"<f4","version":3}""";
        const string Settings = """
            {"type":0,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false,"missing":NaN,
            "cache_id":0}
            """;
        if (proxy == 0) Require(XGProxyDMatrixCreate(out proxy));
        Require(XGBoosterPredictFromDense(booster, row, Settings, proxy, out _, out _, out var result));
        return Marshal.PtrToStructure<float>(result);
    }

    public void Dispose()
    {
        _ = XGBoosterFree(booster);
        if (proxy != 0) _ = XGDMatrixFree(proxy);
    }

    private static void Require(int status)
    {
        if (status != 0) throw new InvalidOperationException(Marshal.PtrToStringUTF8(XGBGetLastError()));
    }

    [DllImport(Library)]
    private static extern int XGDMatrixCreateFromMat(
        float[] rows, ulong count, ulong columns, float missing, out nint matrix);

    [DllImport(Library)]
    private static extern int XGDMatrixSetFloatInfo(nint matrix, string field, float[] values, ulong count);

    [DllImport(Library)]
    private static extern int XGDMatrixFree(nint matrix);

    [DllImport(Library)]
    private static extern int XGProxyDMatrixCreate(out nint matrix);

    [DllImport(Library)]
    private static extern int XGBoosterCreate(nint[] matrices, ulong count, out nint booster);

    [DllImport(Library)]
    private static extern int XGBoosterFree(nint booster);

    [DllImport(Library)]
    private static extern int XGBoosterSetParam(nint booster, string name, string value);

    [DllImport(Library)]
    private static extern int XGBoosterUpdateOneIter(nint booster, int iteration, nint matrix);

    [DllImport(Library)]
    private static extern int XGBoosterSaveModelToBuffer(
        nint booster, string settings, out ulong length, out nint bytes);

    [DllImport(Library)]
    private static extern int XGBoosterPredictFromDense(
        nint booster, string values, string settings, nint proxy, out nint shape, out ulong dimensions,
        out nint result);

    [DllImport(Library)]
    private static extern nint XGBGetLastError();
}
