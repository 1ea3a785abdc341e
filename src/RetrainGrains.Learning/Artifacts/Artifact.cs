using System.Buffers.Binary;
using System.Security.Cryptography;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Artifacts;

/// <summary>A fitted model as bytes, named by their content, which a run stores and serving loads.</summary>
/// <remarks>
/// Header, model, then the first 8 bytes of the SHA-256 of both. It holds no time.
/// </remarks>
public sealed class Artifact
{
    public const ushort FormatVersion = 1;

    // Larger than any model our bounds allow in practice, small enough to hold in memory twice.
    public const int MaximumBytes = 256 << 20;

    // Of a worker's model: beside it an artifact holds its schema and a linear fallback, a number for each category.
    public const int MaximumContentBytes = MaximumBytes - (32 << 20);

    private const int ChecksumBytes = 8;
    private const int PrefixBytes = 6;
    private readonly byte[] bytes;
    private readonly ArtifactHeader header;
    private readonly Model model;

    private Artifact(byte[] bytes, ArtifactHeader header, Model model)
    {
        this.bytes = bytes;
        this.header = header;
        this.model = model;
        Id = Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    private static ReadOnlySpan<byte> Magic => "RGMA"u8;

    /// <summary>The SHA-256 of the bytes, in lower-case hexadecimal.</summary>
    public string Id { get; }

    public ReadOnlyMemory<byte> Bytes => bytes;

    public string Learner => header.Learner;

    public DatasetSchema Schema => header.Schema;

    public TargetForm TargetForm => header.TargetForm;

    /// <summary>A worker's own bytes; null where the model is one of ours.</summary>
    public ReadOnlyMemory<byte>? ExternalContent => model.ExternalContent;

    internal Model Model => model;

    internal ArtifactHeader Header => header;

    internal static Artifact Parse(ReadOnlySpan<byte> content, ModelKinds kinds, bool isMember = false)
    {
        VerifyEnvelope(content);
        var bytes = content.ToArray();
        var reader = new ArtifactReader(bytes.AsMemory(0, bytes.Length - ChecksumBytes), kinds);
        reader.Take(PrefixBytes, "prefix");
        var header = ArtifactHeader.Read(reader);
        var model = kinds.Read(reader, header.Schema, isMember);
        return reader.Remaining == 0
            ? new Artifact(bytes, header, model)
            : throw reader.Error($"{reader.Remaining} bytes follow the model");
    }

    public Scorer CreateScorer() => new(
        new RowFit(Schema, model.TakesAnyCategory), Schema, TargetForm, header.Fallback, model.Compile());

    /// <summary>Creates what splits scores by feature; an <see cref="ExplanationException"/> if nothing can.</summary>
    public Explainer CreateExplainer() => new(
        new RowFit(Schema, model.TakesAnyCategory), Schema, TargetForm, header.Fallback, model.Explain());

    internal static Artifact Create(ArtifactHeader header, Model model)
    {
        var writer = new ArtifactWriter();
        writer.WriteBytes(Magic);
        writer.WriteUInt16(FormatVersion);
        header.Write(writer);
        writer.WriteByte((byte)model.Kind);
        model.Write(writer);
        writer.WriteBytes(SHA256.HashData(writer.Written).AsSpan(0, ChecksumBytes));
        return writer.Written.Length <= MaximumBytes
            ? new Artifact(writer.Written.ToArray(), header, model)
            : throw new ArgumentException(
                $"The model takes {writer.Written.Length} bytes; an artifact holds at most {MaximumBytes}.");
    }

    private static void VerifyEnvelope(ReadOnlySpan<byte> content)
    {
        if (content.Length < PrefixBytes + ChecksumBytes || content.Length > MaximumBytes)
        {
            throw new ArtifactException(
                $"An artifact has {PrefixBytes + ChecksumBytes} to {MaximumBytes} bytes, this has {content.Length}.");
        }

        if (!content.StartsWith(Magic))
        {
            throw new ArtifactException("This is no artifact: it does not start with 'RGMA'.");
        }

        var version = BinaryPrimitives.ReadUInt16LittleEndian(content[Magic.Length..]);
        if (version != FormatVersion)
        {
            throw new ArtifactException(
                $"The artifact has format version {version}; this program reads version {FormatVersion}.");
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content[..^ChecksumBytes], hash);
        if (!content.EndsWith(hash[..ChecksumBytes]))
        {
            throw new ArtifactException("The artifact's checksum does not match: it is truncated or corrupt.");
        }
    }
}
