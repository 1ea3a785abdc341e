using System.Diagnostics;

namespace RetrainGrains.Learning.Tests.Peers;

/// <summary>Debian's Python with its libraries, for comparison with what others compute.</summary>
internal static class PythonPeer
{
    private const string Interpreter = "/usr/bin/python3";

    // Found and not loaded: that would take seconds.
    public static bool Has(params string[] modules) => File.Exists(Interpreter) && Run(
        "", ["-c", "import sys, importlib.util as u; sys.exit(not all(map(u.find_spec, sys.argv[1:])))", .. modules])
        .Succeeded;

    /// <summary>Runs a script of this folder on its input.</summary>
    public static string Ask(string script, string input, params string[] arguments)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Peers", script);
        var (succeeded, output, errors) = Run(input, [path, .. arguments]);
        Assert.True(succeeded, errors);
        return output;
    }

    private static (bool Succeeded, string Output, string Errors) Run(string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(Interpreter, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Small matrices: more threads would only wait for each other, beside tests that need the processors too.
        start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode == 0, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }
}
