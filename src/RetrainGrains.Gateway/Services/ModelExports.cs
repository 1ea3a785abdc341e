using Google.Protobuf;
using Grpc.Core;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Serving;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Gateway.Requests;
using RetrainGrains.Gateway.Serving;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Exporting;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Services;

/// <summary>Exports of versions: artifacts of the store, written in the formats of others.</summary>
internal sealed class ModelExports(IModelStore models, IArtifactStore artifacts, ServingTable table)
{
    // A file is in memory whole while it is written and sent.
    private readonly ExportTurns turns = new("versions");

    public async Task ExportAsync(V1.ExportRequest request, IAsyncStreamWriter<V1.ExportPart> parts, Call call)
    {
        var (state, version) = await FindAsync(request, call);
        await turns.RunAsync(request.ModelId, () => SendAsync(request.Format, state, version, parts, call));
    }

    private async Task SendAsync(
        V1.ExportFormat format, ModelState state, ModelVersion version, IAsyncStreamWriter<V1.ExportPart> parts,
        Call call)
    {
        var exported = await WriteAsync(format, state, version, call.Cancellation);
        var report = exported.Report.ToWire();
        report.Version = version.Number.ToString();
        report.Bytes = exported.Content.Length;
        report.Notes.Add(AddedByServer(state, version));
        for (var first = 0; first < exported.Content.Length; first += ExportTurns.PartBytes)
        {
            var bytes = exported.Content[first..Math.Min(first + ExportTurns.PartBytes, exported.Content.Length)];
            var part = new V1.ExportPart { Content = UnsafeByteOperations.UnsafeWrap(bytes) };
            if (first == 0) part.Report = report;
            await parts.WriteAsync(part, call.Cancellation);
        }
    }

    private async Task<(ModelState State, ModelVersion Version)> FindAsync(V1.ExportRequest request, Call call)
    {
        var problems = new ProblemList();
        problems.Add(RequestRules.ModelId(request.ModelId));
        if (!Enum.IsDefined((ExportFormat)request.Format))
            problems.Add("format", request.Format, "must be XGBoost or ONNX");
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
        var row = await models.FindAsync(request.ModelId, call.Cancellation)
            ?? throw new RefusedException(ModelSchemas.Unknown(request.ModelId));
        var state = DomainJson.Read<ModelState>(row.State);
        if (state.Champion is not { } champion)
        {
            throw new RefusedException(Refusal.Of(
                RefusalKind.NotReady, "model_id", request.ModelId, "has no version in service yet"));
        }
        ModelVersion[] known = [champion, .. state.Former];
        var found = request.Version.Length == 0
            ? champion
            : known.FirstOrDefault(version => version.Number.ToString() == request.Version);
        return found is not null ? (state, found) : throw new RefusedException(Refusal.Of(
            RefusalKind.Invalid, "version", request.Version,
            $"must be empty or one of {string.Join(", ", known.Select(version => version.Number))}"));
    }

    private async Task<ExportedModel> WriteAsync(
        V1.ExportFormat format, ModelState state, ModelVersion version, CancellationToken cancellation)
    {
        var members = new List<(double Weight, Artifact Member)>();
        foreach (var member in version.Members)
        {
            var bytes = await artifacts.GetAsync(member.ArtifactId, cancellation)
                ?? throw new InvalidDataException($"artifact {member.ArtifactId} is not in the store");
            members.Add((member.Weight, ModelRegistry.Parse(bytes)));
        }
        try
        {
            // Minutes of work at worst: not on a thread that answers calls.
            return await Task.Run(
                () => ModelExporter.Export(members, (ExportFormat)format, NamesOf(state.Schema)), cancellation);
        }
        catch (ExportException error)
        {
            throw new RefusedException(Refusal.Of(
                RefusalKind.NotReady, "format", format, $"cannot hold version {version.Number}: {error.Message}"));
        }
    }

    private static ExportNames NamesOf(FeatureSchema schema) => new(
        [.. schema.Features.Select(feature => feature.Name)],
        [.. schema.Features.Select(feature => (IReadOnlyList<string>)feature.Categories)],
        schema.Classes ?? []);

    private IEnumerable<string> AddedByServer(ModelState state, ModelVersion version)
    {
        if (version == state.Champion && table.Find(state.ModelId)?.Model.Plan is { Offset: not 0 and var offset } plan
            && plan.Version == version.Number)
        {
            yield return $"the server adds a drift correction to its predictions, {Formatted.Number(offset)} now, "
                + "which follows the outcomes; the file does not have it";
        }
        foreach (var fed in state.Schema.Features.Where(feature => feature.FromModel is not null))
        {
            yield return $"'{fed.Name}' is the prediction of '{fed.FromModel}', which the server fills in: to the file "
                + "it is a number like others";
        }
    }
}
