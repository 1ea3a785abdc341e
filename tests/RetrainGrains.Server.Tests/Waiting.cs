using System.Runtime.CompilerServices;

namespace RetrainGrains.Server.Tests;

/// <summary>Waits for what comes about in a server, as clients see it: from outside nothing can be awaited.</summary>
internal static class Waiting
{
    public static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Looks again and again; the time limit says which condition did not come, and why if known.</summary>
    public static async Task UntilAsync(
        Func<Task<bool>> condition, Func<string>? why = null,
        [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < Patience,
                $"did not come within {Patience}: {what}\n{why?.Invoke()}");
            await Task.Delay(Glance, TimeProvider.System);
        }
    }
}
