using Microsoft.ML.OnnxRuntime;

namespace RetrainGrains.Learning.Onnx;

/// <summary>A graph that ONNX Runtime has loaded, for the processor only.</summary>
/// <remarks>
/// Requests come on many threads already: each runs its graph alone, so that one model cannot take the processors from
/// all others. Its memory is native, and freed with the session when no scorer holds it any more.
/// </remarks>
internal sealed class OnnxSession
{
    // Weights are laid out again for speed beside those of the file.
    private const int TimesTheFile = 3;

    private readonly InferenceSession session;
    private readonly long pressure;

    public OnnxSession(byte[] content)
    {
        OnnxEnvironment.Prepare();
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        // The memory of all sessions comes out of one arena, which has a bound.
        options.AddSessionConfigEntry("session.use_env_allocators", "1");
        session = new InferenceSession(content, options);
        pressure = (long)TimesTheFile * content.Length;
        GC.AddMemoryPressure(pressure);
    }

    ~OnnxSession()
    {
        // None where the constructor failed.
        if (pressure > 0) GC.RemoveMemoryPressure(pressure);
    }

    public IReadOnlyDictionary<string, NodeMetadata> Inputs => session.InputMetadata;

    public IReadOnlyDictionary<string, NodeMetadata> Outputs => session.OutputMetadata;

    public IReadOnlyDictionary<string, string> Metadata => session.ModelMetadata.CustomMetadataMap;

    /// <summary>Runs the graph; a <see cref="TimeoutException"/> where it takes too long.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        string[] inputs, List<OrtValue> values, string[] outputs, TimeSpan longest)
    {
        using var run = new OnnxRun(longest);
        try
        {
            return session.Run(run.Options, inputs, values, outputs);
        }
        catch (OnnxRuntimeException) when (run.IsStopped)
        {
            throw new TimeoutException($"it takes longer than {longest.TotalSeconds:0} s");
        }
    }
}
