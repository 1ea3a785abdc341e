using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Fleet.Policies;

namespace RetrainGrains.Gateway.Services;

/// <summary>The gRPC service of policies: changes go to the model's grain, reads come from the store.</summary>
internal sealed class GrpcPolicies(ModelCommands commands, ModelQueries queries) : V1.Policies.PoliciesBase
{
    // The same for ever in one program.
    private static readonly Lazy<V1.PolicySchema> Schema = new(() => new V1.PolicySchema
    {
        Schema = Struct.Parser.ParseJson(
            PolicySchema.Write(XmlSummaries.Beside(typeof(ModelPolicy).Assembly).Find)),
    });

    public override Task<V1.Policy> Get(V1.GetPolicyRequest request, ServerCallContext context) =>
        queries.PolicyAsync(request, Call.Of(context));

    public override Task<V1.Model> Set(V1.SetPolicyRequest request, ServerCallContext context) =>
        commands.SetPolicyAsync(request, Call.Of(context));

    public override Task<V1.Model> Patch(V1.PatchPolicyRequest request, ServerCallContext context) =>
        commands.PatchPolicyAsync(request, Call.Of(context));

    public override Task<V1.PolicySchema> GetSchema(V1.GetPolicySchemaRequest request, ServerCallContext context) =>
        Task.FromResult(Schema.Value);
}
