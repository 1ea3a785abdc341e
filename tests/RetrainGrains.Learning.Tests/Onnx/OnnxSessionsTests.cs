using System.Runtime.CompilerServices;
using RetrainGrains.Learning.Onnx;

namespace RetrainGrains.Learning.Tests.Onnx;

public sealed class OnnxSessionsTests
{
    // The sum of a row.
    private static readonly byte[] Sum = Convert.FromBase64String(
        "CAgSB2J5LWhhbmQ6YAocCgRyb3dzCgRheGVzEgNzdW0iCVJlZHVjZVN1bRIBZyoUCAEQB0IEYXhlc0oIAQAAAAAAAABaEgoEcm93cxIKCggI"
        + "ARIECgAKAGITCgNzdW0SDAoKCAESBgoACgIIAUIECgAQDw==");

    [Fact]
    public void A_graph_is_loaded_once_while_anyone_holds_it()
    {
        var first = OnnxSessions.Load(Sum);

        Assert.Same(first, OnnxSessions.Load(Sum.ToArray()));
    }

    [Fact]
    public void A_graph_that_nobody_holds_is_freed()
    {
        var weak = LoadAndForget();

        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.False(weak.TryGetTarget(out _));
    }

    // Apart, so that no local of a test holds it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<OnnxSession> LoadAndForget()
    {
        byte[] other = [.. Sum, 0x30, 1];
        return new WeakReference<OnnxSession>(OnnxSessions.Load(other));
    }
}
