using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;

namespace Grpc.Reflection;

/// <summary>The proto files behind the mapped services, found by file name and by the symbols they define.</summary>
internal sealed class SymbolIndex
{
    private readonly Dictionary<string, FileDescriptor> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _symbols = new(StringComparer.Ordinal);

    public SymbolIndex(ServiceRegistry registry)
    {
        var services = registry.ServiceTypes.Select(DescriptorOf).OfType<ServiceDescriptor>().ToList();
        ServiceNames = [.. services.Select(service => service.FullName).Order(StringComparer.Ordinal)];
        services.ForEach(service => AddFile(service.File));
    }

    public IReadOnlyList<string> ServiceNames { get; }

    public FileDescriptor? FileNamed(string name) => _files.GetValueOrDefault(name);

    public FileDescriptor? FileDefining(string symbol) => _symbols.GetValueOrDefault(symbol);

    /// <summary>Generated code keeps the descriptor in a static property beside the service base.</summary>
    private static ServiceDescriptor? DescriptorOf(Type serviceType) =>
        serviceType.GetCustomAttribute<BindServiceMethodAttribute>(inherit: true)?.BindType
            .GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?
            .GetValue(null) as ServiceDescriptor;

    private void AddFile(FileDescriptor file)
    {
        if (!_files.TryAdd(file.Name, file))
        {
            return;
        }
        foreach (var dependency in file.Dependencies)
        {
            AddFile(dependency);
        }
        foreach (var service in file.Services)
        {
            _symbols[service.FullName] = file;
            foreach (var method in service.Methods)
            {
                _symbols[method.FullName] = file;
            }
        }
        AddTypes(file, file.MessageTypes, file.EnumTypes);
    }

    private void AddTypes(
        FileDescriptor file, IEnumerable<MessageDescriptor> messages, IEnumerable<EnumDescriptor> enums)
    {
        foreach (var declared in enums)
        {
            _symbols[declared.FullName] = file;
        }
        foreach (var message in messages)
        {
            _symbols[message.FullName] = file;
            AddTypes(file, message.NestedTypes, message.EnumTypes);
        }
    }
}
