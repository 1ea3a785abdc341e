using System.Diagnostics;
using System.Text.Json;

namespace RetrainGrains.Statistics.Tests.Peers;

/// <summary>Debian's Python with scipy and statsmodels, asked for the same numbers.</summary>
internal static class PythonPeer
{
    private const string Interpreter = "/usr/bin/python3";
    private static readonly Lazy<bool> Present = new(() => File.Exists(Interpreter)
        && Run("import scipy, statsmodels; print('{}')", null).ExitCode == 0);

    /// <summary>
    /// Runs a script that finds <paramref name="input"/> in the variable <c>given</c> and leaves what it found in
    /// <c>found</c>; numbers that JSON has no name for come as NaN and Infinity.
    /// </summary>
    public static T Ask<T>(string script, object input)
    {
        Assert.SkipUnless(Present.Value, "python3-scipy and python3-statsmodels are not installed");
        var (exitCode, output, errors) = Run(
            $$"""
            import json, sys, warnings, numpy, scipy, scipy.stats, scipy.spatial, statsmodels
            warnings.simplefilter('ignore')
            def plain(value):
                if isinstance(value, dict): return {key: plain(item) for key, item in value.items()}
                if isinstance(value, (list, tuple, numpy.ndarray)): return [plain(item) for item in value]
                if not isinstance(value, (float, numpy.floating)) or numpy.isfinite(value): return value
                return 'NaN' if numpy.isnan(value) else 'Infinity' if value > 0 else '-Infinity'
            given = json.load(sys.stdin)
            {{script}}
            json.dump(plain(found), sys.stdout, default=float)
            """, JsonSerializer.Serialize(input));
        Assert.True(exitCode == 0, errors);
        return JsonSerializer.Deserialize<T>(output, Options)!;
    }

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private static (int ExitCode, string Output, string Errors) Run(string script, string? input)
    {
        using var process = Process.Start(new ProcessStartInfo(Interpreter, ["-c", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }
}
