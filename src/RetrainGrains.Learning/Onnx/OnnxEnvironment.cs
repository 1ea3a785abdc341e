using Microsoft.ML.OnnxRuntime;

namespace RetrainGrains.Learning.Onnx;

/// <summary>The settings that all graphs of a process share.</summary>
internal static class OnnxEnvironment
{
    // Weights and tensors of all graphs: dozens of the largest file that is taken, and a graph that asks for more fails
    // by itself, before the process does.
    private const uint ArenaBytes = 2u << 30;

    // ONNX Runtime's own default for how the arena grows, its first piece, and the waste that it bears in one.
    private const int ByDefault = -1;

    private static readonly Lazy<OrtEnv> Prepared = new(Create);

    public static void Prepare() => _ = Prepared.Value;

    private static OrtEnv Create()
    {
        var options = new EnvironmentCreationOptions
        {
            logId = "retraingrains",
            logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        var environment = OrtEnv.IsCreated ? OrtEnv.Instance() : OrtEnv.CreateInstanceWithOptions(ref options);
        environment.DisableTelemetryEvents();
        using var arena = new OrtArenaCfg(ArenaBytes, ByDefault, ByDefault, ByDefault);
        using var ofProcessor = new OrtMemoryInfo(
            OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        environment.CreateAndRegisterAllocator(ofProcessor, arena);
        return environment;
    }
}
