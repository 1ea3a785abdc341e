using System.Security.Cryptography;
using System.Text;

namespace RetrainGrains.Storage;

/// <summary>
/// The name under which an erased entity is remembered: a SHA-256 over the model's and its own id, so that rows of it
/// that come late are recognised, while the id itself is gone.
/// </summary>
public static class EntityHash
{
    // Stored: another layout is another format, never a change of this one.
    private const string Format = "retrain entity 1";

    public static string Of(string modelId, string entity) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Format}\n{modelId}\n{entity}")));
}
