using RetrainGrains.Domain.Lifecycle;

namespace RetrainGrains.Fleet.Models;

// How a model that was trained elsewhere becomes a version.
public sealed partial class ModelGrain
{
    public async Task<Answer<ModelView>> Import(ImportModel command)
    {
        if (await OpenAsync() is null) return Refusals.Unknown(ModelId);
        if (await EarlierAsync(command.RequestId) is not null) return View();
        var (artifact, problem) = ModelImport.Read(command, session!.State.Schema);
        if (artifact is null) return new Refusal(RefusalKind.Invalid, [problem!]);
        // Before the commit: an artifact that no version names does no harm, a version without its artifact does.
        await database.Artifacts.PutAsync(artifact.Bytes, Now);
        return await CommandAsync(
            command.ExpectedRevision, command.RequestId,
            _ => new ImportAsked(artifact.Learner, artifact.Id, command.By, command.Reason));
    }
}
