using System.Buffers.Binary;
using System.Security.Cryptography;
using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Gateway.Options;

/// <summary>
/// The ids of predictions whose callers give none: the time of the row and a number that counts up from
/// <paramref name="first"/>. Two gateways begin at random places of 2^40, so that they meet in the same millisecond of
/// the same model about once in a trillion such pairs; what was answered second is refused then, and nothing is
/// overwritten.
/// </summary>
public sealed class PredictionIds(ulong first)
{
    private ulong next = first;

    public static PredictionIds FromRandom() =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong))));

    public string Next(DateTimeOffset at) => TimedId.Make(at, Interlocked.Increment(ref next) % TimedId.Numbers);
}
