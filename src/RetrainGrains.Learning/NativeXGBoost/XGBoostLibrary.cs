using System.Runtime.InteropServices;

namespace RetrainGrains.Learning.NativeXGBoost;

/// <summary>The C functions of libxgboost that training needs, found at run time where the system has them.</summary>
internal sealed class XGBoostLibrary
{
    public readonly CreateMatrix CreateMatrixFromRows;
    public readonly SetFloats SetMatrixFloats;
    public readonly SetTexts SetMatrixTexts;
    public readonly Free FreeMatrix;
    public readonly CreateBooster CreateBoosterFor;
    public readonly SetParameter SetBoosterParameter;
    public readonly Update UpdateOneIteration;
    public readonly Evaluate EvaluateOneIteration;
    public readonly Save SaveToBuffer;
    public readonly Free FreeBooster;

    // With the package for developers, without it (Debian), and on Windows or macOS.
    private static readonly string[] FileNames = ["xgboost", "libxgboost.so.0"];
    private static readonly Lazy<XGBoostLibrary?> Found = new(Find);
    private readonly GetLastError lastError;

    private XGBoostLibrary(nint library)
    {
        CreateMatrixFromRows = Function<CreateMatrix>(library, "XGDMatrixCreateFromMat");
        SetMatrixFloats = Function<SetFloats>(library, "XGDMatrixSetFloatInfo");
        SetMatrixTexts = Function<SetTexts>(library, "XGDMatrixSetStrFeatureInfo");
        FreeMatrix = Function<Free>(library, "XGDMatrixFree");
        CreateBoosterFor = Function<CreateBooster>(library, "XGBoosterCreate");
        SetBoosterParameter = Function<SetParameter>(library, "XGBoosterSetParam");
        UpdateOneIteration = Function<Update>(library, "XGBoosterUpdateOneIter");
        EvaluateOneIteration = Function<Evaluate>(library, "XGBoosterEvalOneIter");
        SaveToBuffer = Function<Save>(library, "XGBoosterSaveModelToBuffer");
        FreeBooster = Function<Free>(library, "XGBoosterFree");
        lastError = Function<GetLastError>(library, "XGBGetLastError");
    }

    public delegate int CreateMatrix(float[] rows, ulong rowCount, ulong columns, float missing, out nint matrix);

    public delegate int SetFloats(nint matrix, string field, float[] values, ulong count);

    public delegate int SetTexts(nint matrix, string field, string[] values, ulong count);

    public delegate int CreateBooster(nint[] matrices, ulong count, out nint booster);

    public delegate int SetParameter(nint booster, string name, string value);

    public delegate int Update(nint booster, int iteration, nint matrix);

    public delegate int Evaluate(
        nint booster, int iteration, nint[] matrices, string[] names, ulong count, out nint result);

    public delegate int Save(nint booster, string configuration, out ulong length, out nint bytes);

    public delegate int Free(nint handle);

    private delegate nint GetLastError();

    /// <summary>The library; null where the system has no libxgboost, or one before 1.6.</summary>
    public static XGBoostLibrary? Instance => Found.Value;

    public void Require(int status)
    {
        if (status != 0)
        {
            throw new InvalidOperationException($"libxgboost failed: {Marshal.PtrToStringUTF8(lastError())}");
        }
    }

    private static XGBoostLibrary? Find()
    {
        foreach (var name in FileNames)
        {
            if (NativeLibrary.TryLoad(name, out var library)
                && NativeLibrary.TryGetExport(library, "XGBoosterSaveModelToBuffer", out _))
            {
                return new XGBoostLibrary(library);
            }
        }

        return null;
    }

    private static T Function<T>(nint library, string name)
        where T : Delegate =>
        Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));
}
