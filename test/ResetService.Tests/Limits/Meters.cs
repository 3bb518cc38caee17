using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using ResetService.Tests.Support;

namespace ResetService.Tests.Limits;

/// <summary>What one instance of the service measures.</summary>
internal static class Meters
{
    public static MeterListener Listen(ResetApi api, string name, Action<long> measured)
    {
        var meters = api.Services.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Meter.Name == "ResetService" && instrument.Name == name) self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => measured(value));
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => measured(value));
        listener.Start();
        return listener;
    }

    public static long Read(ResetApi api, string gauge)
    {
        long? last = null;
        using var listener = Listen(api, gauge, value => last = value);
        listener.RecordObservableInstruments();
        return last!.Value;
    }
}
