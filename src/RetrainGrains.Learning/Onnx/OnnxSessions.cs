using System.Security.Cryptography;

namespace RetrainGrains.Learning.Onnx;

/// <summary>The graphs that are loaded in this process, by their content: each once, while a scorer holds it.</summary>
internal static class OnnxSessions
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, WeakReference<OnnxSession>> Loaded = [];

    public static OnnxSession Load(ReadOnlyMemory<byte> content)
    {
        var id = Convert.ToHexString(SHA256.HashData(content.Span));
        lock (Gate)
        {
            if (Loaded.TryGetValue(id, out var known) && known.TryGetTarget(out var found)) return found;
            foreach (var (gone, _) in Loaded.Where(pair => !pair.Value.TryGetTarget(out _)).ToArray())
            {
                Loaded.Remove(gone);
            }

            var session = new OnnxSession(content.ToArray());
            Loaded[id] = new WeakReference<OnnxSession>(session);
            return session;
        }
    }
}
