namespace Grpc.Core;

/// <summary>Base of every generated client.</summary>
public abstract class ClientBase
{
    private readonly ClientBaseConfiguration? _configuration;

    protected ClientBase()
    {
    }

    protected ClientBase(ClientBaseConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        _configuration = configuration;
    }

    protected ClientBase(ChannelBase channel) : this(channel.CreateCallInvoker())
    {
    }

    protected ClientBase(CallInvoker callInvoker) : this(new ClientBaseConfiguration(callInvoker))
    {
    }

    protected CallInvoker CallInvoker => Configuration.CallInvoker;

    internal ClientBaseConfiguration Configuration =>
        _configuration ?? throw new InvalidOperationException(
            $"{GetType().Name} was made without a channel; such a client is only good for overriding its methods.");

    /// <summary>What a generated client hands to a copy of itself.</summary>
    protected internal sealed class ClientBaseConfiguration
    {
        internal ClientBaseConfiguration(CallInvoker callInvoker)
        {
            ArgumentNullException.ThrowIfNull(callInvoker);
            CallInvoker = callInvoker;
        }

        internal CallInvoker CallInvoker { get; }
    }
}
