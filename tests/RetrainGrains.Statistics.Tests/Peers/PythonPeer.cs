using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

[assembly: AssemblyFixture(typeof(RetrainGrains.Statistics.Tests.Peers.PythonPeer))]

namespace RetrainGrains.Statistics.Tests.Peers;

/// <summary>
/// Debian's Python with scipy and statsmodels, asked for the same numbers: one interpreter answers all tests, because
/// its libraries take a second to load. It ends when its input does, however this process ends.
/// </summary>
public sealed class PythonPeer : IDisposable
{
    private const string Interpreter = "/usr/bin/python3";

    // Each script has its own variables and leaves the libraries as they are.
    private const string Loop =
        """
        import json, sys, traceback, warnings, numpy, scipy, scipy.stats, scipy.spatial, statsmodels
        warnings.simplefilter('ignore')
        answers, sys.stdout = sys.stdout, sys.stderr
        def plain(value):
            if isinstance(value, dict): return {key: plain(item) for key, item in value.items()}
            if isinstance(value, (list, tuple, numpy.ndarray)): return [plain(item) for item in value]
            if not isinstance(value, (float, numpy.floating)) or numpy.isfinite(value): return value
            return 'NaN' if numpy.isnan(value) else 'Infinity' if value > 0 else '-Infinity'
        def answer(question):
            names = {'json': json, 'sys': sys, 'numpy': numpy, 'scipy': scipy, 'statsmodels': statsmodels,
                     'given': question['input']}
            try: exec(question['script'], names)
            except Exception: return {'error': traceback.format_exc()}
            return {'found': plain(names['found'])}
        for line in sys.stdin: print(json.dumps(answer(json.loads(line)), default=float), file=answers, flush=True)
        """;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private static readonly Lazy<Process?> Shared = new(Start);
    private static readonly Lock OneAtATime = new();

    /// <summary>
    /// Runs a script that finds <paramref name="input"/> in the variable <c>given</c> and leaves what it found in
    /// <c>found</c>; numbers that JSON has no name for come as NaN and Infinity.
    /// </summary>
    public static T Ask<T>(string script, object input)
    {
        Assert.SkipWhen(Shared.Value is null, "python3-scipy and python3-statsmodels are not installed");
        var answer = Answer(Shared.Value!, JsonSerializer.Serialize(new { script, input }));
        using var document = JsonDocument.Parse(answer);
        var succeeded = document.RootElement.TryGetProperty("found", out var found);
        Assert.True(succeeded, succeeded ? "" : document.RootElement.GetProperty("error").GetString());
        return found.Deserialize<T>(Options)!;
    }

    public void Dispose()
    {
        if (!Shared.IsValueCreated || Shared.Value is not { } process) return;
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private static string Answer(Process process, string question)
    {
        lock (OneAtATime)
        {
            process.StandardInput.WriteLine(question);
            process.StandardInput.Flush();
            return process.StandardOutput.ReadLine()
                ?? throw new InvalidOperationException("Python ended before it answered; its errors are above.");
        }
    }

    private static Process? Start()
    {
        const string Check =
            "import sys, importlib.util as u; sys.exit(not all(map(u.find_spec, ('scipy', 'statsmodels'))))";
        if (!File.Exists(Interpreter)) return null;
        using (var check = Process.Start(Interpreter, ["-c", Check]))
        {
            check.WaitForExit();
            if (check.ExitCode != 0) return null;
        }
        return Process.Start(new ProcessStartInfo(Interpreter, ["-c", Loop])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        });
    }
}
