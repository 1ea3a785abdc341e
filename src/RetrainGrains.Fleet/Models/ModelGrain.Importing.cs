using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Fleet.Contracts;

namespace RetrainGrains.Fleet.Models;

/// <summary>Puts models that were trained elsewhere into service.</summary>
public sealed partial class ModelGrain
{
    public async Task<Answer<ModelView>> Import(ImportModel command)
    {
        if (await OpenAsync() is null) return Refusals.Unknown(ModelId);
        var asked = Requests.Asked(command.RequestId, command);
        var earlier = await EarlierAsync(asked);
        if (earlier is { IsSame: false }) return Repeat(earlier);
        var (imported, problems) = ModelImport.Read(command, session!.State.Schema);
        if (earlier is not null)
        {
            // The file is the same, and so is what is read of it, unless the schema has grown out of it since.
            var repeated = Repeat(earlier);
            return repeated.Value is { } found ? found with { Import = imported?.Report } : repeated;
        }
        if (imported is null) return new Refusal(RefusalKind.Invalid, problems);
        // Before the commit: an artifact that no version names does no harm, a version without its artifact does.
        await database.Artifacts.PutAsync(imported.Artifact.Bytes, Now);
        var answer = await CommandAsync(
            command.ExpectedRevision, asked,
            _ => new ImportAsked(imported.Artifact.Learner, imported.Artifact.Id, command.By, command.Reason));
        return answer.Value is { } view ? view with { Import = imported.Report } : answer;
    }
}
